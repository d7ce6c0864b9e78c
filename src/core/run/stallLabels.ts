import type { Stall } from '../../protocol';
import { toolLabel } from '../labels/toolLabels';
import type { Translate } from '../translate';

/** As a clause: `no progress, 4 times the same: Read a.ts`. */
export function stallLabel(stall: Stall, t: Translate): string {
  return stall.kind === 'repeated'
    ? t('no progress, {0} times the same: {1}', stall.times, callText(stall, t))
    : t('no progress in {0} turns', stall.turns);
}

/** As a sentence for the person who is asked. */
export function stallSentence(stall: Stall, t: Translate): string {
  return stall.kind === 'repeated'
    ? t('It did the same {0} times in a row and got the same result: {1}', stall.times, callText(stall, t))
    : t('In {0} turns in a row it changed nothing and saw nothing new.', stall.turns);
}

function callText({ tool, input }: Extract<Stall, { kind: 'repeated' }>, t: Translate): string {
  return toolLabel(tool, input, 'done', t).text;
}
