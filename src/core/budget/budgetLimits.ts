import type { Budget, BudgetLimit, Quantities, ReachedLimit } from '../../protocol';

/** Tokens that one dollar allows where the price of the model is unknown: as if a million of them cost ten dollars. */
const unpricedTokensPerUsd = 100_000;

/** What counts against limits, in the units of `Quantities`; `unpricedTokens` is the part of `tokens` not in `usd`. */
export interface Used extends Record<BudgetLimit, number> {
  unpricedTokens: number;
}

/** The most that the next request may add; `usd` is null where the price is unknown. */
export interface Need {
  usd: number | null;
  tokens: number;
}

export function quantitiesOf({ usd, tokens, turns, minutes }: Budget): Quantities {
  return {
    ...(usd === undefined ? {} : { usd: Math.round(usd * 1_000_000) }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(turns === undefined ? {} : { turns }),
    ...(minutes === undefined ? {} : { minutes: Math.round(minutes * 60_000) }),
  };
}

/** The limits of a task that are looked at before each request; its turns are the next step's to count. */
export function requestLimits(budget: Budget): Quantities {
  return quantitiesOf({ ...budget, turns: undefined });
}

/** The limits of `more` where they are higher. */
export function raisedBy(limits: Quantities, more: Quantities): Quantities {
  const raised = { ...limits };
  for (const [name, value] of Object.entries(more) as [BudgetLimit, number][]) {
    raised[name] = Math.max(raised[name] ?? 0, value);
  }
  return raised;
}

/**
 * The first limit that the next request could pass, or null when it may be sent. `budget` is what going on adds again,
 * `raised` what answers have made of its limits. Where money is limited and a price is unknown, tokens are limited: as
 * the budget says, or else to what it would buy at a high price.
 */
export function reachedLimit(budget: Quantities, raised: Quantities, used: Used, need: Need): ReachedLimit | null {
  const isUnpriced = used.unpricedTokens > 0 || need.usd === null;
  const base = withTokens(budget, isUnpriced);
  const limits = limitsInForce(budget, raised, isUnpriced);
  const needs: Record<BudgetLimit, number> = { minutes: 1, usd: need.usd ?? 0, tokens: need.tokens, turns: 1 };
  for (const limit of ['minutes', 'usd', 'tokens', 'turns'] as const) {
    const again = base.limits[limit];
    const allowed = limits[limit];
    const over = used[limit] + needs[limit] - (allowed ?? Infinity);
    if (again !== undefined && allowed !== undefined && over > 0) {
      return {
        ...{ limit, allowed, used: used[limit], needed: needs[limit], adds: again * Math.ceil(over / again) },
        ...(limit === 'tokens' && base.insteadOfUsd !== undefined ? { insteadOfUsd: base.insteadOfUsd } : {}),
      };
    }
  }
  return null;
}

/** The limits with what answers have raised; `isUnpriced`: some of what is used has no known price. */
export function limitsInForce(budget: Quantities, raised: Quantities, isUnpriced: boolean): Quantities {
  return raisedBy(withTokens(budget, isUnpriced).limits, raised);
}

function withTokens(limits: Quantities, isUnpriced: boolean): { limits: Quantities; insteadOfUsd?: number } {
  const { usd, tokens } = limits;
  if (!isUnpriced || usd === undefined || tokens !== undefined) {
    return { limits };
  }
  const derived = Math.max(1, Math.floor((usd / 1_000_000) * unpricedTokensPerUsd));
  return { limits: { ...limits, tokens: derived }, insteadOfUsd: usd };
}
