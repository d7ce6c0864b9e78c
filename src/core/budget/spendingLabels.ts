import type { BudgetLimit, BudgetRequest, TaskView } from '../../protocol';
import { limitsInForce, requestLimits } from './budgetLimits';
import { usedOf } from './budgetState';
import { compactNumber } from '../labels/compactNumber';
import { baseUrlOf } from '../models/modelCatalog';
import type { Translate } from '../translate';

/** `$0.12`, `$0.0042`; millionths of a dollar in. */
export function moneyLabel(microUsd: number): string {
  return `$${(microUsd / 1_000_000).toFixed(microUsd > 0 && microUsd < 10_000 ? 4 : 2)}`;
}

/** A quantity of what a limit is about: `$0.12`, `12.3k tokens`, `30 min`. */
export function quantityLabel(limit: BudgetLimit, value: number, t: Translate): string {
  const part = partLabel(limit, value);
  const labels: Record<BudgetLimit, string> = {
    usd: part,
    tokens: t('{0} tokens', part),
    turns: t('{0} turns', part),
    minutes: t('{0} min', part),
  };
  return labels[limit];
}

/** The left side of `4.2k of 16k tokens`: a unit in words is said once, behind the whole. */
export function partLabel(limit: BudgetLimit, value: number): string {
  switch (limit) {
    case 'usd':
      return moneyLabel(value);
    case 'tokens':
      return compactNumber(value);
    case 'turns':
      return String(value);
    case 'minutes':
      return String(Math.round(value / 6_000) / 10);
  }
}

/** What a task has cost: `$0.12`, `about $0.12`. Empty where no price was known: then its tokens say it all. */
export function costLabel({ run }: Pick<TaskView, 'run'>, t: Translate): string {
  const { tokens, microUsd, unpricedTokens, isEstimated } = run.budget.spent;
  if (tokens === unpricedTokens) {
    return '';
  }
  const money = isEstimated ? t('about {0}', moneyLabel(microUsd)) : moneyLabel(microUsd);
  return unpricedTokens > 0 ? t('{0} and {1} tokens of unknown price', money, compactNumber(unpricedTokens)) : money;
}

export interface BudgetShare {
  /** Of the limit that is nearest, from 0 up. */
  share: number;
  /** `$0.12 of $5.00`. */
  text: string;
  /** Time to look at it. */
  isHigh: boolean;
}

const highShare = 0.8;

/** How much of its budget a task has used, by the limit that is nearest; null where no model is paid, or nothing is limited but turns. */
export function budgetShare({ task, run }: Pick<TaskView, 'task' | 'run'>, t: Translate): BudgetShare | null {
  if (task.engine.kind !== 'model' || baseUrlOf(task.engine.model) === null) {
    return null;
  }
  const used = usedOf({ ...run.budget, reserved: null });
  const limits = limitsInForce(requestLimits(task.budget ?? {}), run.budget.raised, used.unpricedTokens > 0);
  const shares = (Object.entries(limits) as [BudgetLimit, number][])
    .map(([limit, allowed]) => ({ limit, allowed, share: used[limit] / allowed }))
    .sort((a, b) => b.share - a.share);
  const nearest = shares.find(({ share }) => share > 0) ?? shares[0];
  if (nearest === undefined) {
    return null;
  }
  const { limit, allowed, share } = nearest;
  const text = t('{0} of {1}', partLabel(limit, used[limit]), quantityLabel(limit, allowed, t));
  return { share, text, isHigh: share >= highShare };
}

/** What a budget request is about: `$4.90 of $5.00 used`. */
export function reachedLabel({ limit, used, allowed, day, shared }: BudgetRequest, t: Translate): string {
  const [part, whole] = [partLabel(limit, used), quantityLabel(limit, allowed, t)];
  if (shared === true) {
    return t('{0} of {1} used by all that share it', part, whole);
  }
  return day === undefined ? t('{0} of {1} used', part, whole) : t('{0} of {1} used today', part, whole);
}

export function budgetTitle({ day, shared }: BudgetRequest, t: Translate): string {
  if (shared === true) {
    return t('The budget that this task shares is reached');
  }
  return day === undefined ? t('The budget of this task is reached') : t('The budget of the day is reached');
}

/** Why the task was stopped, and what going on means: whole sentences. */
export function budgetSentences(request: BudgetRequest, t: Translate): string[] {
  const { limit, needed, adds, insteadOfUsd } = request;
  const next = t(
    'The next request to the model could use up to {0}, so it was not sent.',
    quantityLabel(limit, needed, t),
  );
  const unknown = t(
    'The price of this model is unknown, so tokens are limited in the place of {0}. The setting backgroundAgents.prices can name a price.',
    moneyLabel(insteadOfUsd ?? 0),
  );
  return [
    t('{0}.', reachedLabel(request, t)),
    ...(limit === 'usd' || limit === 'tokens' ? [next] : []),
    ...(insteadOfUsd === undefined ? [] : [unknown]),
    t('Continue adds {0}. The work so far is kept.', quantityLabel(limit, adds, t)),
  ];
}
