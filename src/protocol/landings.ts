import * as z from 'zod';
import { FileChange } from './changes';
import { ErrorData } from './errors';
import { ObjectName } from './ids';

/**
 * How a change gets into the user's history: joined with their branch, as one commit on it, as the agent's own commits
 * replayed on it, as commits by topic on it, or on a new branch beside it.
 */
export const LandWay = z.enum(['merge', 'squash', 'rebase', 'commits', 'branch']);
export type LandWay = z.infer<typeof LandWay>;

/** Without paths the commit is of all that is left. */
const LandCommit = z.strictObject({
  message: z.string().min(1).max(50_000),
  paths: z.array(z.string().min(1)).min(1).optional(),
});
export type LandCommit = z.infer<typeof LandCommit>;

/**
 * Conflicts that a person resolved: what the other side was then, and the whole that came of it, as trees. For an update
 * `theirs` is what the task's worktree held then.
 */
export const Resolved = z.strictObject({ ours: ObjectName, tree: ObjectName, theirs: ObjectName.optional() });
export type Resolved = z.infer<typeof Resolved>;

/** What a person decided when they had looked at the change from `base` to `head`. */
export const LandRequest = z.strictObject({
  way: LandWay,
  base: ObjectName,
  head: ObjectName,
  /** One for each commit, the merge last. */
  commits: z.array(LandCommit).min(1).max(200),
  /** The branch that it goes to, or the name of the new one. Null where HEAD is detached. */
  branch: z.string().min(1).max(244).nullable(),
  /** Whether the user's hooks run. */
  hooks: z.boolean(),
  resolved: Resolved.optional(),
});
export type LandRequest = z.infer<typeof LandRequest>;

/** What is put into the user's history. Commits are those that were made, the newest last. */
export const Landed = z.strictObject({
  way: LandWay,
  root: z.string(),
  /** `refs/heads/…`, or `HEAD` where it is detached. */
  ref: z.string(),
  /** Where it was; null for a new branch. */
  from: ObjectName.nullable(),
  hooks: z.boolean(),
  files: z.array(FileChange),
  /** Both sides of the checkout, as commits, and the bytes before; null where its files stay as they are. */
  checkout: z.strictObject({ before: ObjectName, after: ObjectName, exact: ObjectName }).nullable(),
  commits: z.array(ObjectName),
  /** The tree that the work had led to; absent in older journals. */
  result: ObjectName.optional(),
});
export type Landed = z.infer<typeof Landed>;

export const landEntries = [
  z.object({ type: z.literal('land.intent'), landed: Landed }),
  /** The commits are there; no branch holds them yet. */
  z.object({ type: z.literal('land.made'), commits: z.array(ObjectName).min(1) }),
  /** The branch holds them. `left`: paths that stay staged as they were. */
  z.object({ type: z.literal('landed'), left: z.array(z.string()).optional() }),
  z.object({ type: z.literal('land.failed'), error: ErrorData }),
  /** Takes it out of the branch; with `revert` the inverse change goes into the files alone. */
  z.object({ type: z.literal('unland.intent'), revert: z.boolean() }),
  z.object({ type: z.literal('unlanded'), left: z.array(z.string()).optional() }),
  z.object({ type: z.literal('unland.failed'), error: ErrorData }),
] as const;
