import * as z from 'zod';
import { FileChange } from './changes';
import { ObjectName } from './ids';

/** What a task's worktree is made of, and its change compared with; as in its workspace. */
export const StartingPoint = z.strictObject({
  snapshot: ObjectName,
  head: ObjectName.nullable(),
  headName: z.string(),
  uncommitted: z.int().min(0),
});
export type StartingPoint = z.infer<typeof StartingPoint>;

/** A task's change is compared with something else than before. */
export const BaseChange = z.strictObject({ from: StartingPoint, to: StartingPoint });
export type BaseChange = z.infer<typeof BaseChange>;

/** A branch of ours is moved with the base, where it is still where it was. */
export const BranchMove = z.strictObject({ from: ObjectName, to: ObjectName });
export type BranchMove = z.infer<typeof BranchMove>;

/** What follows an update: nothing; the checks; or the checks, whose failures go to the agent without a question. */
export const AfterUpdate = z.enum(['rest', 'check', 'fix']);
export type AfterUpdate = z.infer<typeof AfterUpdate>;

/** What of a base that moved concerns the agent. */
const moved = {
  /** That the branch has and the task did not. */
  commits: z.int().min(0),
  base: BaseChange,
  /** Paths that changed in the worktree with it; the first of many. */
  changed: z.array(z.string()),
  then: AfterUpdate,
};

/** A task's base is brought up to where the branch is. `worktree.from` and `to` are commits of all files before and after. */
export const Update = z.strictObject({
  updateId: z.string().min(1).max(64),
  ...moved,
  worktree: z.strictObject({ from: ObjectName, to: ObjectName, tree: ObjectName, changes: z.array(FileChange) }),
  branch: BranchMove.nullable(),
});
export type Update = z.infer<typeof Update>;

/** The worktree holds the moved base, while the task did not run; `files` are all changes since the new snapshot. */
export const Updated = z.object({
  type: z.literal('updated'),
  ...moved,
  checkpoint: z.strictObject({ commit: ObjectName, tree: ObjectName }),
  files: z.array(FileChange),
});
export type Updated = z.infer<typeof Updated>;

/** What became of the user's branch since a task began, or was last updated. */
export const BaseMove = z.strictObject({
  /** That the branch has and the task did not. */
  commits: z.int().min(0),
  /** Commits that the task began on and the branch has not any more, where it was reset or rewritten. */
  gone: z.int().min(0),
  /** Files in which the task's change does not merge with it. */
  conflicts: z.array(z.string()),
  /** The task is at rest and could go along. */
  canUpdate: z.boolean(),
});
export type BaseMove = z.infer<typeof BaseMove>;
