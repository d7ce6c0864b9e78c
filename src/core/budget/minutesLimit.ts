import type { Budget, BudgetState, Quantities, ReachedLimit, RunState } from '../../protocol';
import { limitsInForce, requestLimits } from './budgetLimits';
import { type AtWork, isAtWork } from './budgetState';

/** What limits the time that a task is at work; both in milliseconds. */
export interface MinutesLimit {
  /** With what answers have added. */
  allowed: number;
  /** What each answer adds. */
  again: number;
}

/** Null where a task's minutes are not limited. */
export function minutesLimit(budget: Budget, { raised }: Pick<BudgetState, 'raised'>): MinutesLimit | null {
  return minutesIn(requestLimits(budget), raised);
}

/** The same for a budget that tasks share, with what answers have raised of it. */
export function minutesIn(budget: Quantities, raised: Quantities): MinutesLimit | null {
  const { minutes: allowed } = limitsInForce(budget, raised, false);
  return allowed === undefined || budget.minutes === undefined ? null : { allowed, again: Math.max(1, budget.minutes) };
}

/** How long a task has been at work by now, in milliseconds. */
export function workedUntil(run: AtWork & Pick<RunState, 'budget'>, now: Date): number {
  const { ranMs, atMs } = run.budget;
  return ranMs + (isAtWork(run) && atMs !== null ? Math.max(0, now.getTime() - atMs) : 0);
}

/** What a person is asked when the time is over. */
export function minutesReached({ allowed, again }: MinutesLimit, used: number): ReachedLimit {
  const times = Math.max(1, Math.ceil((used + 1 - allowed) / again));
  return { limit: 'minutes', allowed, used, needed: 1, adds: again * times };
}
