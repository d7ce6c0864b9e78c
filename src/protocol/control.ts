import * as z from 'zod';
import { ObjectName } from './ids';

/** A file that editors, shells or agents obey, and what something that ran did to it. */
export const ControlChange = z.strictObject({
  path: z.string(),
  verb: z.enum(['write', 'delete']),
  /** Nobody obeys it, but it is outside of what the task is to keep to. */
  isOutside: z.literal(true).optional(),
});
export type ControlChange = z.infer<typeof ControlChange>;

/** The commits hold the files as they were and as they were left; both are below the task's checkpoints. */
const change = { before: ObjectName, wanted: ObjectName, changes: z.array(ControlChange).min(1) };

/** Found after something ran, before anything is put back. */
export const ControlChanged = z.object({ type: z.literal('control.changed'), ...change });

/** A person has decided, and the files are as they said. `text` is what the model is told. */
export const ControlSettled = z.object({
  type: z.literal('control.settled'),
  outcome: z.enum(['allowed', 'denied']),
  text: z.string(),
});

/** How far a question about something that was put back is; `asked`: a request waits. */
export const PutBackStage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('found') }),
  /** `digest` is what the request is bound to. */
  z.strictObject({ kind: z.literal('asked'), requestId: z.string(), digest: z.string() }),
  z.strictObject({ kind: z.literal('allowed'), digest: z.string() }),
  z.strictObject({ kind: z.literal('denied'), note: z.string() }),
]);
export type PutBackStage = z.infer<typeof PutBackStage>;

/** A change of control files that is not settled. */
export const ControlState = z.strictObject({ ...change, stage: PutBackStage });
export type ControlState = z.infer<typeof ControlState>;
