import type { TaskState } from '../../protocol';
import { suppressedLabel, weakenedLabel } from '../checks/checkLabels';
import type { Translate } from '../translate';

export type CompleteResult = Extract<TaskState, { kind: 'complete' }>['result'];

/** The status of a task that is complete, with how it ended. */
export function completeLabel(result: CompleteResult, t: Translate): string {
  const labels = {
    verified: t('verified'),
    unverified: t('finished, unverified'),
    answered: t('answered'),
    taken: t('taken as it is'),
  };
  return t('Complete ({0})', withWeakened(labels[result.kind], result, t));
}

/** Never without what makes the tests prove less. */
export function withWeakened(label: string, result: CompleteResult, t: Translate): string {
  const { weakened, suppressed } = result.kind === 'answered' ? {} : result;
  const tests = weakened === undefined ? label : t('{0}, {1}', label, weakenedLabel(weakened, t));
  return suppressed === undefined ? tests : t('{0}, {1}', tests, suppressedLabel(suppressed, t));
}
