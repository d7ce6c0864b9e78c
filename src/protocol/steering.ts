import * as z from 'zod';

/**
 * When the agent gets a message that comes while it works: before its `next` request, in the `queue` until it would finish,
 * or `now`, which ends the step that is under way.
 */
export const MessageWhen = z.enum(['next', 'queue', 'now']);
export type MessageWhen = z.infer<typeof MessageWhen>;

/** A message that waits until the agent would finish, named by the event that queued it. */
export const QueuedMessage = z.strictObject({ seq: z.int().min(1), text: z.string() });
export type QueuedMessage = z.infer<typeof QueuedMessage>;
