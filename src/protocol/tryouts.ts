import * as z from 'zod';
import { Receipt } from './changes';
import { ObjectName } from './ids';

/** Commands that are to run on a commit of the repository beside a complete task, which stays as it is. */
export const TryoutAsk = z.strictObject({
  tryoutId: z.string().min(1).max(64),
  commit: ObjectName,
  tree: ObjectName,
  /** Run in their order until one is red. */
  commands: z.array(z.string().min(1).max(20_000)).min(1).max(50),
});
export type TryoutAsk = z.infer<typeof TryoutAsk>;

export const TryoutAsked = z.object({ type: z.literal('tryout.asked'), ...TryoutAsk.shape });

/** One receipt for each command until one is red; none when it was stopped. */
export const TryoutDone = z.object({
  type: z.literal('tryout.done'),
  tryoutId: z.string(),
  receipts: z.array(Receipt),
  /** The end of what a red command printed. */
  said: z.string().max(16_000).optional(),
});
export type TryoutDone = z.infer<typeof TryoutDone>;
