import * as z from 'zod';
import { ErrorData } from './errors';
import { ObjectName } from './ids';

export const ForgeKind = z.enum(['github', 'gitlab']);
export type ForgeKind = z.infer<typeof ForgeKind>;

/** The setting of servers of one's own: host name to kind, and the address of the interface where it is not the usual. */
export const GivenForges = z.record(z.string(), z.strictObject({ kind: ForgeKind, api: z.string().optional() }));

/** A repository at a forge. `path` is `owner/name`, at GitLab with all groups before the name. */
export const ForgeRepo = z.strictObject({
  kind: ForgeKind,
  host: z.string().min(1).max(255),
  path: z.string().min(3).max(500),
});
export type ForgeRepo = z.infer<typeof ForgeRepo>;

/** A pull request as a person saw and confirmed it; at GitLab a merge request. */
export const PullPlan = z.strictObject({
  into: ForgeRepo,
  base: z.string().min(1).max(255),
  /** Where the branch is pushed to: the same repository, or a fork of it. */
  from: ForgeRepo,
  /** The fork is not there yet and is made first. */
  makesFork: z.boolean(),
  /** The remote of the user's repository whose address is used, for `from` with another path. */
  remote: z.string().min(1).max(255),
  branch: z.string().min(1).max(255),
  commit: ObjectName,
  title: z.string().min(1).max(256),
  body: z.string().max(60_000),
  draft: z.boolean(),
});
export type PullPlan = z.infer<typeof PullPlan>;

export const OpenedPull = z.strictObject({ number: z.int().min(1), url: z.string().min(1).max(2000) });
export type OpenedPull = z.infer<typeof OpenedPull>;

/** What the agent was sent of a pull request, to see whether a round came to anything. */
export const PullRound = z.strictObject({
  /** The commit that the comments and failures were about. */
  commit: ObjectName,
  /** The tree of the task's result then; a round that leaves it made no change. */
  tree: ObjectName,
  comments: z.array(z.string()),
  /** Failing checks by name, with a digest of what they said. */
  checks: z.array(z.strictObject({ name: z.string(), digest: z.string() })),
});
export type PullRound = z.infer<typeof PullRound>;

/** The pull request of a task, folded from its journal. */
export const PullState = z.strictObject({
  plan: PullPlan,
  /** `opening`: the intent was written, the result not, so the forge may or may not have it. `failed`: it has not. */
  stage: z.enum(['opening', 'open', 'failed']),
  opened: OpenedPull.nullable(),
  /** The last commit of ours that the branch is known to have. */
  pushed: ObjectName.nullable(),
  /** The intent to push this was written, the result not. */
  pushing: ObjectName.nullable(),
  rounds: z.array(PullRound),
});
export type PullState = z.infer<typeof PullState>;

/** What the app's journal holds of pull requests. */
export const pullEntries = [
  z.object({ type: z.literal('pull.intent'), plan: PullPlan }),
  z.object({ type: z.literal('pull.pushing'), commit: ObjectName }),
  z.object({ type: z.literal('pull.pushed'), commit: ObjectName }),
  z.object({ type: z.literal('pull.opened'), opened: OpenedPull }),
  /** Nothing was opened, or nothing pushed; what was on its way is known not to have arrived. */
  z.object({ type: z.literal('pull.failed'), error: ErrorData }),
  /** What is about to be sent to the agent. */
  z.object({ type: z.literal('pull.addressed'), round: PullRound }),
  /** The person wants nothing more of it in the task; what is at the forge stays as it is. */
  z.object({ type: z.literal('pull.forgotten') }),
] as const;

/** One check of a pull request: a check run, a status of a commit, or a job of a pipeline. */
export const PullCheck = z.strictObject({
  name: z.string(),
  state: z.enum(['passed', 'failed', 'pending', 'skipped']),
  /** What it said of itself, of a failed one also what it marked; untrusted. */
  said: z.string(),
  url: z.string().nullable(),
  /** By which the forge knows the job whose log can be read; absent where there is none. */
  job: z.string().max(40).optional(),
});
export type PullCheck = z.infer<typeof PullCheck>;

/** A conversation on a line, or on the whole. Everything in it but `id` is untrusted. */
export const PullThread = z.strictObject({
  /** Of its first comment. */
  id: z.string(),
  path: z.string().nullable(),
  line: z.int().nullable(),
  comments: z.array(
    z.strictObject({
      author: z.string(),
      text: z.string(),
      /** The forge says that the author may write to the repository. */
      isMember: z.boolean(),
    }),
  ),
});
export type PullThread = z.infer<typeof PullThread>;

/** A pull request as the forge had it when somebody looked. */
export const PullStatus = z.strictObject({
  state: z.enum(['open', 'draft', 'merged', 'closed']),
  /** The commit at the top of its branch. */
  head: z.string(),
  checks: z.array(PullCheck),
  /** Conversations that nobody has resolved. */
  threads: z.array(PullThread),
});
export type PullStatus = z.infer<typeof PullStatus>;

const glance = {
  state: PullStatus.shape.state,
  passed: z.int().min(0),
  failed: z.int().min(0),
  pending: z.int().min(0),
  comments: z.int().min(0),
};

/** What surfaces show of a status, without the texts. */
export const PullGlance = z.strictObject({
  ...glance,
  /** Of several pull requests each by its repository; the rest is all of them together then. */
  parts: z.array(z.strictObject({ member: z.string(), ...glance })).optional(),
});
export type PullGlance = z.infer<typeof PullGlance>;
