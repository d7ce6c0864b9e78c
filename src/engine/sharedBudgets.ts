import { quantitiesOf } from '../core/budget/budgetLimits';
import type { SharedClaim } from '../core/budget/budgetPorts';
import { localDay } from '../core/budget/localDay';
import type { BudgetSettings, PassedLimit } from '../protocol';
import type { Session } from './session';

/** A budget that counts what this task uses and others do. */
export interface SharedBudgetOf extends Pick<SharedClaim, 'ledger' | 'raised' | 'budget'> {
  whose: Pick<PassedLimit, 'day' | 'shared'>;
}

/** The one that the task shares, where there is one, and the day's. */
export function sharedBudgetsOf({ task, ports, state }: Session, settings: BudgetSettings): SharedBudgetOf[] {
  const { dayRaised, sharedRaised } = state.budget;
  const { sharedBudget } = task;
  const day = localDay(ports.clock.now());
  const ofDay = {
    ...{ whose: { day }, ledger: day, budget: quantitiesOf(settings.day) },
    raised: dayRaised?.day === day ? dayRaised.limits : {},
  };
  if (sharedBudget === undefined) {
    return [ofDay];
  }
  const budget = quantitiesOf(sharedBudget.budget);
  const shared = {
    whose: { shared: true },
    ledger: `shared-${sharedBudget.id}`,
    budget,
    raised: sharedRaised,
  } as const;
  return [shared, ofDay];
}

/** Time at work that no claim has counted yet. */
export function unclaimedMs({ state, workedMs }: Session): number {
  return Math.max(0, workedMs - state.budget.claimedMs);
}
