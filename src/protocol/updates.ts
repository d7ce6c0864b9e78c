import * as z from 'zod';
import { FileChange, Receipt } from './changes';
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

/** What goes along in one of several repositories. */
export const MemberMove = z.strictObject({ base: BaseChange, branch: BranchMove.nullable() });
export type MemberMove = z.infer<typeof MemberMove>;

/**
 * What follows an update: nothing; the checks; the checks, whose failures go to the agent without a question; or the
 * agent, which resolves conflicts first.
 */
export const AfterUpdate = z.enum(['rest', 'check', 'fix', 'resolve']);
export type AfterUpdate = z.infer<typeof AfterUpdate>;

/** What else than its branch a task is brought up to, and what its agent is told of that, by which it is known again. */
export const UpdateOnto = z.strictObject({ base: StartingPoint, note: z.string().min(1).max(200_000) });
export type UpdateOnto = z.infer<typeof UpdateOnto>;

/**
 * What a person asks for: an update, one whose failures the agent mends, the checks on it beforehand, or one whose
 * conflicts the agent resolves.
 */
export const UpdateHow = z.enum(['check', 'fix', 'try', 'resolve']);
export type UpdateHow = z.infer<typeof UpdateHow>;

/** What of a base that moved concerns the agent. */
const moved = {
  /** That the branch has and the task did not. */
  commits: z.int().min(0),
  base: BaseChange,
  /** Paths that changed in the worktree with it; the first of many. */
  changed: z.array(z.string()),
  then: AfterUpdate,
  /** Files that hold both sides with marks, for the agent to resolve. */
  conflicts: z.array(z.string()).optional(),
  /** What the agent is told of it in the place of how many commits there are. */
  note: z.string().max(200_000).optional(),
};

/** A task's base is brought up to where the branch is. `worktree.from` and `to` are commits of all files before and after. */
export const Update = z.strictObject({
  updateId: z.string().min(1).max(64),
  ...moved,
  worktree: z.strictObject({ from: ObjectName, to: ObjectName, tree: ObjectName, changes: z.array(FileChange) }),
  branch: BranchMove.nullable(),
  /** Of a task of several repositories, in their order. */
  members: z.array(MemberMove).optional(),
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

/** What an update would make of a complete task: a commit, and the branch's commit that it was made for. */
const tried = { head: ObjectName, commit: ObjectName, tree: ObjectName };

/** The commands of the task's checks are to run on that, aside; the task stays as it is. */
export const UpdateTrying = z.object({ type: z.literal('update.trying'), ...tried, commands: z.array(z.string()) });
export type UpdateTrying = z.infer<typeof UpdateTrying>;

/** One receipt for each command until one is red; none when it was stopped. */
export const UpdateTried = z.object({ type: z.literal('update.tried'), receipts: z.array(Receipt) });
export type UpdateTried = z.infer<typeof UpdateTried>;

/** The last trial of an update; `receipts` are null while it goes on. */
export const UpdateTrial = z.strictObject({ ...tried, receipts: z.array(Receipt).nullable() });
export type UpdateTrial = z.infer<typeof UpdateTrial>;

/** What became of the user's branch since a task began, or was last updated. */
export const BaseMove = z.strictObject({
  /** The commit that the branch is at now. */
  head: ObjectName,
  /** That the branch has and the task did not. */
  commits: z.int().min(0),
  /** Commits that the task began on and the branch has not any more, where it was reset or rewritten. */
  gone: z.int().min(0),
  /** Files in which the task's change does not merge with it. */
  conflicts: z.array(z.string()),
  /** The task is at rest and could go along. */
  canUpdate: z.boolean(),
  /** What the checks came to on exactly what the update would make; absent where that was not tried. */
  tried: z.strictObject({ command: z.string(), isGreen: z.boolean() }).optional(),
});
export type BaseMove = z.infer<typeof BaseMove>;
