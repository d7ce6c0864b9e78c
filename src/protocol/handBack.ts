import * as z from 'zod';
import { FileChange } from './changes';
import { ObjectName } from './ids';

/**
 * What a person edited in the checkout after a task's work was put there goes to the task's worktree, and the checkout
 * becomes what it was before. `from` and `to` are commits of all files of each side.
 */
export const HandBack = z.strictObject({
  handBackId: z.string().min(1).max(64),
  /** The paths that the person edited. */
  edited: z.array(z.string()),
  worktree: z.strictObject({ from: ObjectName, to: ObjectName, tree: ObjectName, changes: z.array(FileChange) }),
  checkout: z.strictObject({ from: ObjectName, to: ObjectName }),
});
export type HandBack = z.infer<typeof HandBack>;
