import type { Amount, BudgetSettings, ModelRef, Quantities, ReachedLimit, Usage } from '../protocol';

/** Millionths of a dollar, rounded up to a whole number. */
export type PriceOf = (usage: Usage) => number;

export interface Prices {
  /** What a model costs at that time; null where it is unknown, which is not nothing. Never rejects. */
  of(model: ModelRef, at: Date): Promise<PriceOf | null>;
}

/** What one request asks of the day. All in the units of `Quantities`. */
export interface DayClaim {
  /** Names the claim among those of all processes. */
  id: string;
  /** The local day as `2026-01-31`. */
  day: string;
  amount: Amount;
  /** Time at work since the task's last claim. */
  ranMs: number;
  /** The day's limits that answers of the task have raised, to what they are. */
  raised: Quantities;
  /** The day's budget; without limits the claim is only written down. */
  budget: Quantities;
}

/** What all processes have used of a day together. Failures are `StoreError`. */
export interface DayLedger {
  /** The budgets and prices in force, read anew. Throws `damaged` rather than to know no limit. */
  settings(): Promise<BudgetSettings>;
  /**
   * Counts the claim as spent in full, or says which limit it could pass and counts nothing. What is granted is on disk,
   * where there is a limit; it stays spent unless it is settled.
   */
  claim(claim: DayClaim): Promise<ReachedLimit | null>;
  /** Counts what was used in the place of what was claimed. */
  settle(claim: DayClaim, amount: Amount): Promise<void>;
}
