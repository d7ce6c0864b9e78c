import type { Budget, BudgetState, ReachedLimit } from '../../protocol';
import { limitsInForce, requestLimits } from './budgetLimits';

/** What limits the time that a task is at work; both in milliseconds. */
export interface MinutesLimit {
  /** With what answers have added. */
  allowed: number;
  /** What each answer adds. */
  again: number;
}

/** Null where a task's minutes are not limited. */
export function minutesLimit(budget: Budget, { raised }: Pick<BudgetState, 'raised'>): MinutesLimit | null {
  const limits = requestLimits(budget);
  const { minutes: allowed } = limitsInForce(limits, raised, false);
  return allowed === undefined ? null : { allowed, again: Math.max(1, limits.minutes ?? allowed) };
}

/** How long a task that is at work has been, in milliseconds. */
export function ranUntil({ ranMs, atMs }: Pick<BudgetState, 'ranMs' | 'atMs'>, now: Date): number {
  return ranMs + (atMs === null ? 0 : Math.max(0, now.getTime() - atMs));
}

/** What a person is asked when the time is over. */
export function minutesReached({ allowed, again }: MinutesLimit, used: number): ReachedLimit {
  const times = Math.max(1, Math.ceil((used + 1 - allowed) / again));
  return { limit: 'minutes', allowed, used, needed: 1, adds: again * times };
}
