import * as z from 'zod';

/** A worktree of another program that a person made a task of: it stays where it is, and so does its branch. */
export const Adopted = z.strictObject({
  worktree: z.string().min(1),
  gitDir: z.string().min(1),
  /** Null where it is on no branch. */
  branch: z.string().min(1).nullable(),
  /** Who made it, as a person calls it: `Cursor`. */
  tool: z.string().min(1).max(100),
});
export type Adopted = z.infer<typeof Adopted>;
