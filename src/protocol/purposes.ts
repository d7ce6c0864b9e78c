import * as z from 'zod';
import { ObjectName } from './ids';

/** What a task is for, where that is another thing than a change to take. */
export const TaskPurpose = z.discriminatedUnion('kind', [
  /** It reports what it found; nothing of it is meant to be merged. */
  z.strictObject({ kind: z.literal('experiment') }),
  /** What the code does stays: the tests that are there stay green, and as they are. */
  z.strictObject({ kind: z.literal('refactor') }),
  /** It reads what lies between two commits; `target` is what a person called that. */
  z.strictObject({
    kind: z.literal('review'),
    target: z.string().min(1).max(600),
    root: z.string().min(1),
    base: ObjectName,
    head: ObjectName,
  }),
]);
export type TaskPurpose = z.infer<typeof TaskPurpose>;
