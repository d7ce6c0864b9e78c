import * as z from 'zod';
import { RequestId } from './ids';

/** How much may be used: dollars, tokens of every kind, model requests, minutes of work. What is absent has no limit. */
export const Budget = z.strictObject({
  usd: z.number().positive().max(1_000_000).optional(),
  tokens: z.int().min(1).max(1_000_000_000_000).optional(),
  turns: z.int().min(1).max(1_000_000).optional(),
  minutes: z.number().positive().max(1_000_000).optional(),
});
export type Budget = z.infer<typeof Budget>;

/** A budget that several tasks have together, all that name the same `id`. */
export const SharedBudget = z.strictObject({ id: z.string().regex(/^[\w-]{1,64}$/), budget: Budget });
export type SharedBudget = z.infer<typeof SharedBudget>;

export const BudgetLimit = z.enum(['usd', 'tokens', 'turns', 'minutes']);
export type BudgetLimit = z.infer<typeof BudgetLimit>;

/** Whole numbers in small units: `usd` in millionths of a dollar, `minutes` in milliseconds. */
export const Quantities = z.partialRecord(BudgetLimit, z.int().min(0));
export type Quantities = z.infer<typeof Quantities>;

/** Of one model request: tokens of every kind, and millionths of a dollar; null where the price is unknown. */
export const Amount = z.strictObject({ tokens: z.int().min(0), microUsd: z.int().min(0).nullable() });
export type Amount = z.infer<typeof Amount>;

/** Dollars per million tokens. Reading from and writing to a cache cost what input costs unless they have prices. */
export const Price = z.strictObject({
  input: z.number().min(0),
  output: z.number().min(0),
  cacheRead: z.number().min(0).optional(),
  cacheWrite: z.number().min(0).optional(),
});
export type Price = z.infer<typeof Price>;

/** What every window and the command line share. `prices` has models by `provider/name` or by their name alone. */
export const BudgetSettings = z.object({
  /** Of a task that has no budget of its own. */
  task: Budget,
  /** Of all tasks of one local calendar day together. */
  day: Budget,
  prices: z.record(z.string(), Price),
});
export type BudgetSettings = z.infer<typeof BudgetSettings>;

/** A limit that the next model request could pass; all numbers in the units of `Quantities`. */
export const ReachedLimit = z.strictObject({
  limit: BudgetLimit,
  allowed: z.int().min(0),
  used: z.int().min(0),
  /** What the next request may use at most. */
  needed: z.int().min(0),
  /** What going on adds to the limit: the budget again, as often as the next request needs it. */
  adds: z.int().min(0),
  /** The limit in money that tokens stand for, because the price of the model is unknown. */
  insteadOfUsd: z.int().min(0).optional(),
});
export type ReachedLimit = z.infer<typeof ReachedLimit>;

/** A limit that is reached, and whose it is where it is not the task's own. */
export const PassedLimit = z.strictObject({
  ...ReachedLimit.shape,
  /** The day as `2026-01-31` where its budget is reached and not the task's. */
  day: z.string().optional(),
  /** The budget is one that the task shares. */
  shared: z.literal(true).optional(),
});
export type PassedLimit = z.infer<typeof PassedLimit>;

export const BudgetRequest = z.strictObject({
  ...PassedLimit.shape,
  kind: z.literal('budget'),
  requestId: RequestId,
});
export type BudgetRequest = z.infer<typeof BudgetRequest>;

/** What a task has used, folded from its journal. */
export const BudgetState = z.strictObject({
  /** Of requests that are over; one whose end is not known counts with the most it may have used. */
  spent: z.strictObject({
    tokens: z.int().min(0),
    microUsd: z.int().min(0),
    /** The part of `tokens` that `microUsd` does not hold. */
    unpricedTokens: z.int().min(0),
    /** A part was not counted by the provider. */
    isEstimated: z.boolean(),
  }),
  /** The most that the request under way may use. */
  reserved: Amount.nullable(),
  /** Time at work: not waiting for a person, not between two runs. */
  ranMs: z.int().min(0),
  /** The part of `ranMs` before the last request. */
  claimedMs: z.int().min(0),
  atMs: z.number().nullable(),
  /** Limits that answers have raised, to what they are now. */
  raised: Quantities,
  dayRaised: z.strictObject({ day: z.string(), limits: Quantities }).nullable(),
  /** Of the budget that the task shares, as this task's answers have raised it. */
  sharedRaised: Quantities.default({}),
});
export type BudgetState = z.infer<typeof BudgetState>;
