import * as z from 'zod';
import { FileChange } from './changes';
import { ObjectName } from './ids';
import { BaseChange, BranchMove, MemberMove, StartingPoint } from './updates';

/** What is taken back to how it was after a step. */
export const RestoreWhat = z.enum(['both', 'files', 'conversation']);
export type RestoreWhat = z.infer<typeof RestoreWhat>;

/**
 * A way back to a step. `toSeq` is the event that ended it. `before` holds all files as they were until then, and `after`,
 * made on it, those of the step; null when the files stay.
 */
export const Restore = z.strictObject({
  restoreId: z.string().min(1).max(64),
  toSeq: z.int().min(1),
  what: RestoreWhat,
  files: z
    .strictObject({
      before: ObjectName,
      after: ObjectName,
      tree: ObjectName,
      changes: z.array(FileChange),
      /** The step was made on another base than the one of now, and is looked at on that one again. */
      base: BaseChange.optional(),
      branch: BranchMove.optional(),
      members: z.array(MemberMove).optional(),
    })
    .nullable(),
});
export type Restore = z.infer<typeof Restore>;

/** Where a task began that goes on from a step of another one. */
export const ForkedFrom = z.strictObject({
  taskId: z.string(),
  seq: z.int().min(1),
  /** The files of the step. */
  commit: ObjectName,
  /** As in the other task's workspace: what the user saw when that one began. */
  base: StartingPoint,
  /** The folders that the other one's worktree had, where it had a part of the files. */
  cone: z.array(z.string()).optional(),
});
export type ForkedFrom = z.infer<typeof ForkedFrom>;
