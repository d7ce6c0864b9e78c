import type { Amount, BudgetSettings, ModelRef, Quantities, ReachedLimit, TaskId, Usage } from '../../protocol';
import type { MinutesLimit } from './minutesLimit';

/** Millionths of a dollar, rounded up to a whole number. */
export type PriceOf = (usage: Usage) => number;

export interface Prices {
  /** What a model costs at that time; null where it is unknown, which is not nothing. Never rejects. */
  of(model: ModelRef, at: Date): Promise<PriceOf | null>;
}

/** What one request asks of a budget that tasks share. All in the units of `Quantities`. */
export interface SharedClaim {
  /** Names the claim among those of all processes. */
  id: string;
  /** Whose budget: the local day's as `2026-01-31`, or one of some tasks as `shared-ID`. */
  ledger: string;
  amount: Amount;
  /** Time at work since the task's last claim. */
  ranMs: number;
  /** Its limits that answers of the task have raised, to what they are. */
  raised: Quantities;
  /** Without limits the claim is only written down. */
  budget: Quantities;
}

/** Time at work that no claim has counted yet. */
export interface SharedTime extends Pick<SharedClaim, 'ledger' | 'ranMs' | 'raised' | 'budget'> {
  taskId: TaskId;
}

/** The minutes of a budget that tasks share, in milliseconds. */
export interface SharedMinutes extends MinutesLimit {
  /** By all of them until now. */
  used: number;
}

/** What all processes have used together of budgets that tasks share. Failures are `StoreError`. */
export interface SharedLedger {
  /** The budgets and prices in force, read anew. Throws `damaged` rather than to know no limit. */
  settings(): Promise<BudgetSettings>;
  /**
   * Counts the claim as spent in full, or says which limit it could pass and counts nothing. What is granted is on disk,
   * where there is a limit; it stays spent unless it is settled.
   */
  claim(claim: SharedClaim): Promise<ReachedLimit | null>;
  /** Counts what was used in the place of what was claimed. */
  settle(claim: SharedClaim, amount: Amount): Promise<void>;
  /** Counts the time in the place of what was counted since the task's last claim; null where minutes are not limited. */
  pass(time: SharedTime): Promise<SharedMinutes | null>;
}
