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

/** How long a task has been at work, in milliseconds, when its last event is so long ago. */
export function workedMs(run: AtWork & Pick<RunState, 'budget'>, sinceMs: number): number {
  return run.budget.ranMs + (isAtWork(run) ? sinceMs : 0);
}

/** What a person is asked when the time is over. */
export function minutesReached({ allowed, again }: MinutesLimit, used: number): ReachedLimit {
  const times = Math.max(1, Math.ceil((used + 1 - allowed) / again));
  return { limit: 'minutes', allowed, used, needed: 1, adds: again * times };
}
