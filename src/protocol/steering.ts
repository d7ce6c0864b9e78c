import * as z from 'zod';
import { TellOverlaps } from './overlaps';

/**
 * When the agent gets a message that comes while it works: before its `next` request, in the `queue` until it would finish,
 * or `now`, which ends the step that is under way.
 */
export const MessageWhen = z.enum(['next', 'queue', 'now']);
export type MessageWhen = z.infer<typeof MessageWhen>;

/** What is told beside the work: what becomes of a queued message, or something is asked that does not enter the conversation. */
export const SideCommand = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('withdraw'), queuedSeq: z.int().min(1) }),
  z.strictObject({ type: z.literal('aside'), text: z.string().min(1).max(20_000) }),
  /** A queued message comes before another one; null: after all. */
  z.strictObject({ type: z.literal('move'), queuedSeq: z.int().min(1), beforeSeq: z.int().min(1).nullable() }),
  /** A queued message gets other words, and keeps its place. */
  z.strictObject({ type: z.literal('reword'), queuedSeq: z.int().min(1), text: z.string().min(1).max(200_000) }),
  TellOverlaps,
]);
export type SideCommand = z.infer<typeof SideCommand>;

/** A message that waits until the agent would finish, named by the event that queued it. */
export const QueuedMessage = z.strictObject({ seq: z.int().min(1), text: z.string() });
export type QueuedMessage = z.infer<typeof QueuedMessage>;
