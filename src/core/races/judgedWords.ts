import type { JudgedPair, RaceView, TaskId } from '../../protocol';
import type { Translate } from '../translate';
import type { NameOf } from './raceLabels';

/** What the judge said of a racer beside each other one, as sentences. */
export function judgedWords({ judge }: RaceView, taskId: TaskId, nameOf: NameOf, t: Translate): string[] {
  return (judge?.pairs ?? [])
    .filter(({ pair }) => pair.includes(taskId))
    .map((judged) => outcomeWords(judged, taskId, nameOf, t));
}

function outcomeWords({ pair, outcome }: JudgedPair, taskId: TaskId, nameOf: NameOf, t: Translate): string {
  const other = nameOf(pair[0] === taskId ? pair[1] : pair[0]);
  switch (outcome.kind) {
    case 'better':
      return outcome.taskId === taskId
        ? t('Better than {0}, in both orders.', other)
        : t('{0} is better, in both orders.', other);
    case 'neither':
      return t('As good as {0}.', other);
    case 'split':
      return t('Undecided against {0}: the answer changed with the order.', other);
    case 'open':
      return t('Being compared with {0}.', other);
    case 'failed':
      return t('Could not be compared with {0}.', other);
  }
}
