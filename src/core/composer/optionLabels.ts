import type { Budget, NewTaskOptions } from '../../protocol';
import { modelLabel } from '../labels/labels';
import type { Translate } from '../translate';

/** What was chosen for a new task, each as a chip says it. */
export function optionLabels(options: NewTaskOptions, t: Translate): { option: keyof NewTaskOptions; label: string }[] {
  const { model, base, place, mode, verify, budget } = options;
  const labels: [keyof NewTaskOptions, string | null][] = [
    ['mode', mode === undefined ? null : mode === 'plan' ? t('Plan first') : t('Only asks')],
    ['verify', verify === undefined ? null : verify === '' ? t('No check') : t('Check: {0}', verify)],
    ['budget', budget === undefined ? null : t('At most {0}', budgetLabel(budget, t))],
    ['model', model === undefined ? null : modelLabel(model, t)],
    ['base', base === undefined ? null : t('From {0}', base.shown)],
    ['place', place === undefined ? null : t('In Your Checkout')],
  ];
  return labels.flatMap(([option, label]) => (label === null ? [] : [{ option, label }]));
}

function budgetLabel({ usd, tokens, minutes }: Budget, t: Translate): string {
  return [
    usd === undefined ? '' : `$${usd.toFixed(2)}`,
    tokens === undefined ? '' : t('{0} tokens', tokens.toLocaleString('en-US')),
    minutes === undefined ? '' : t('{0} min', minutes),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** The options without one that a person took away. */
export function withoutOption(options: NewTaskOptions, option: keyof NewTaskOptions): NewTaskOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => name !== option));
}
