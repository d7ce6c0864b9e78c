import * as z from 'zod';

/** A submodule in which commands of a task changed files; it is a repository of its own, so they are in no change. */
export const SubmoduleEdits = z.strictObject({
  /** Relative to the top of the worktree. */
  path: z.string().min(1),
  files: z.int().min(1),
});
export type SubmoduleEdits = z.infer<typeof SubmoduleEdits>;
