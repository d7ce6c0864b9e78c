import * as z from 'zod';
import { Amount, Quantities } from './budget';

const line = { v: z.literal(1), id: z.string().min(1).max(200) };

/** A line of a day's ledger. Whether a claim is granted follows from the lines before it and is written nowhere. */
export const LedgerLine = z.discriminatedUnion('type', [
  z.object({
    ...line,
    type: z.literal('claim'),
    amount: Amount,
    ranMs: z.int().min(0),
    budget: Quantities,
    raised: Quantities,
  }),
  z.object({ ...line, type: z.literal('settle'), amount: Amount }),
  /** A task at work, named by its id: the time since its last claim, so far. The next one or a claim takes its place. */
  z.object({ ...line, type: z.literal('time'), ranMs: z.int().min(0), raised: Quantities }),
]);
export type LedgerLine = z.infer<typeof LedgerLine>;
