import * as z from 'zod';
import { RequestId, TaskId } from './ids';

/** What another task has to have come to. */
export const ChainCondition = z.enum(['verified', 'complete', 'landed']);
export type ChainCondition = z.infer<typeof ChainCondition>;

/** A task begins when this one is so far. */
export const ChainLink = z.strictObject({ taskId: TaskId, condition: ChainCondition });
export type ChainLink = z.infer<typeof ChainLink>;

/** Why what is waited for will not come by itself. */
const ChainBreak = z.enum(['failed', 'stopped', 'discarded', 'unverified', 'missing', 'cycle']);
export type ChainBreak = z.infer<typeof ChainBreak>;

/** Begins the task, or drops it: that is for a person. */
export const ChainRequest = z.strictObject({
  kind: z.literal('chain'),
  requestId: RequestId,
  link: ChainLink,
  /** Of the other task, as it was called then. */
  title: z.string(),
  because: ChainBreak,
});
export type ChainRequest = z.infer<typeof ChainRequest>;

/** `begun`: what was waited for has come, or a person did not want to wait; from then on the links say nothing more. */
export const ChainState = z.strictObject({
  links: z.array(ChainLink),
  broken: ChainRequest.nullable(),
  begun: z.enum(['held', 'anyway']).nullable(),
});
export type ChainState = z.infer<typeof ChainState>;

export const chainEntries = [
  z.object({ type: z.literal('chain.linked'), link: ChainLink }),
  z.object({ type: z.literal('chain.unlinked'), taskId: TaskId }),
  z.object({ type: z.literal('chain.broken'), request: ChainRequest }),
  /** What it waits for may come after all. */
  z.object({ type: z.literal('chain.mended') }),
  z.object({ type: z.literal('chain.begun'), how: z.enum(['held', 'anyway']) }),
] as const;
