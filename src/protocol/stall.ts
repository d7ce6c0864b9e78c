import * as z from 'zod';
import { RequestId } from './ids';

/** How a task makes no progress: the same call with the same result over and over, or turns that bring nothing new. */
export const Stall = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('repeated'), tool: z.string(), input: z.string(), times: z.int().min(2) }),
  z.strictObject({ kind: z.literal('idle'), turns: z.int().min(1) }),
]);
export type Stall = z.infer<typeof Stall>;

/** The task goes on when it is told to. */
export const StalledRequest = z.strictObject({ kind: z.literal('stalled'), requestId: RequestId, stall: Stall });

/** What has been seen of a task's course since it last made progress, was told something, or was let go on. */
export const Course = z.strictObject({
  /** The last call with its result, and how often in a row it came so. */
  last: z.strictObject({ key: z.string(), tool: z.string(), input: z.string(), times: z.int() }).nullable(),
  /** Calls with their results, as short keys, the newest last. */
  seen: z.array(z.string()),
  /** Whether this turn's calls have brought anything yet. */
  turn: z.enum(['none', 'old', 'new']),
  /** Whole turns before it in which every call had been made before, with the same result. */
  idleTurns: z.int().min(0),
});
export type Course = z.infer<typeof Course>;
