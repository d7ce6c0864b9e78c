import type { GivenPart, Mention } from '../../protocol';
import type { Translate } from '../translate';

/** What is given along, for a chip and for the agent: `src/a.ts, lines 3 to 9`. */
export function givenLabel(part: GivenPart, t: Translate): string {
  return part.kind === 'text' ? part.attachment.label : mentionLabel(part.mention, t);
}

export function mentionLabel({ kind, path, name, lines }: Mention, t: Translate): string {
  const place = lines === undefined ? path : t('{0}, lines {1} to {2}', path, lines[0], lines[1]);
  return kind === 'symbol' && name !== undefined ? t('{0} in {1}', name, place) : place;
}

/** Whether two parts are the same thing. */
export function isSameGiven(one: GivenPart, other: GivenPart): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
