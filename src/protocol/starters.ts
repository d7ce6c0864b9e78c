import * as z from 'zod';

/** A task that something in the repository suggests. */
export const Starter = z.strictObject({
  kind: z.enum(['untested', 'dependency', 'undocumented', 'todo']),
  /** What could be done, in one sentence without a full stop. */
  label: z.string(),
  /** Where it was found: `src/a.ts:12`. */
  place: z.string(),
  /** What New Task is filled in with. */
  prompt: z.string().min(1).max(4000),
});
export type Starter = z.infer<typeof Starter>;
