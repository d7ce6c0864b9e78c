import { quantitiesOf } from '../../core/budget/budgetLimits';
import type { SharedClaim } from '../../core/budget/budgetPorts';
import { localDay, msOfLocalDay } from '../../core/budget/localDay';
import type { BudgetSettings, PassedLimit } from '../../protocol';
import type { Session } from '../session';

/** A budget that counts what this task uses and others do. */
export interface SharedBudgetOf extends Pick<SharedClaim, 'ledger' | 'raised' | 'budget' | 'ranMs'> {
  whose: Pick<PassedLimit, 'day' | 'shared'>;
}

/**
 * The one that the task shares, where there is one, and the day's, each with the time at work that no claim has counted yet:
 * of what lasts over midnight, the new day counts what is in it.
 */
export function sharedBudgetsOf(session: Session, settings: BudgetSettings): SharedBudgetOf[] {
  const { task, ports, state } = session;
  const { dayRaised, sharedRaised } = state.budget;
  const { sharedBudget } = task;
  const now = ports.clock.now();
  const [day, ranMs] = [localDay(now), unclaimedMs(session)];
  const ofDay = {
    ranMs: Math.min(ranMs, msOfLocalDay(now)),
    ...{ whose: { day }, ledger: day, budget: quantitiesOf(settings.day) },
    raised: dayRaised?.day === day ? dayRaised.limits : {},
  };
  if (sharedBudget === undefined) {
    return [ofDay];
  }
  const budget = quantitiesOf(sharedBudget.budget);
  const shared = {
    ranMs,
    whose: { shared: true },
    ledger: `shared-${sharedBudget.id}`,
    budget,
    raised: sharedRaised,
  } as const;
  return [shared, ofDay];
}

function unclaimedMs({ state, workedMs }: Session): number {
  return Math.max(0, workedMs - state.budget.claimedMs);
}
