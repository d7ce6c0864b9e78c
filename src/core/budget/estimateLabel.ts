import { compactNumber } from '../labels/compactNumber';
import type { Estimate } from './estimate';
import { moneyLabel } from './spendingLabels';
import type { TaskClass } from './taskClass';
import type { Translate } from '../translate';

/** `about 25k tokens, $0.12 (22k to 31k in 4 similar tasks here)`. */
export function estimateLabel({ taskClass, basis, count, tokens, microUsd }: Estimate, t: Translate): string {
  const [low, median, high] = [tokens.low, tokens.median, tokens.high].map(compactNumber) as [string, string, string];
  if (basis === 'usual') {
    const amount = low === high ? t('about {0} tokens', median) : t('{0} to {1} tokens', low, high);
    return t('{0} (a rule of thumb for {1})', amount, classLabel(taskClass, t));
  }
  const cost = microUsd === null ? '' : `, ${moneyLabel(microUsd.median)}`;
  const range =
    basis === 'similar'
      ? t('{0} to {1} in {2} similar tasks here', low, high, count)
      : t('{0} to {1} in {2} tasks here', low, high, count);
  return `${t('about {0} tokens', median)}${cost} (${range})`;
}

function classLabel(taskClass: TaskClass, t: Translate): string {
  const labels: Record<TaskClass, string> = {
    refactoring: t('a refactoring'),
    tests: t('the tests of a module'),
    feature: t('a feature'),
    other: t('an ordinary task'),
  };
  return labels[taskClass];
}
