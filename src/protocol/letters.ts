import * as z from 'zod';
import { Who } from './audit';
import { Decision } from './events';
import { RequestId } from './ids';
import { MessageWhen, SideCommand } from './steering';

/** What can be said to a task from any process, whoever owns it. */
export const Said = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('message'),
    text: z.string().min(1).max(200_000),
    when: MessageWhen.optional(),
    by: Who.optional(),
  }),
  z.strictObject({ type: z.literal('answer'), requestId: RequestId, decision: Decision, by: Who.optional() }),
  z.strictObject({ type: z.literal('stop') }),
  ...SideCommand.options,
]);
export type Said = z.infer<typeof Said>;

/**
 * Something said to a task that another process owns: a file in the task's folder until its owner has journaled what came
 * of it. `id` becomes the `causeId` of the event that records it, so that no letter counts twice.
 */
export const Letter = z.strictObject({ v: z.literal(1), id: z.string().regex(/^[0-9a-z]{8,32}$/), said: Said });
export type Letter = z.infer<typeof Letter>;
