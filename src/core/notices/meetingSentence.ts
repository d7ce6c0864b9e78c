import type { OverlapWith } from '../../protocol';
import { namedFew } from '../labels/namedFew';
import { oneLine } from '../labels/labels';
import { otherLabel, overlapPlace } from '../radar/overlapLabels';
import type { Translate } from '../translate';

/** What one notification says of these pairs, each with the title of one side; null without any. */
export function meetingSentence(
  pairs: readonly { title: string; meeting: OverlapWith }[],
  t: Translate,
): string | null {
  const [first, ...others] = pairs;
  if (first === undefined) {
    return null;
  }
  const { title, meeting } = first;
  if (others.length === 0) {
    const places = meeting.conflicts.map((overlap) => overlapPlace(overlap, t));
    return t('“{0}” and {1} do not merge in {2}.', oneLine(title, 60), otherLabel(meeting, t), namedFew(places, t));
  }
  const files = new Set(pairs.flatMap((pair) => pair.meeting.conflicts.map(({ path }) => path)));
  return t('{0} pairs of changes do not merge, in {1}.', pairs.length, namedFew([...files], t));
}
