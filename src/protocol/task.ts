import * as z from 'zod';
import { Adopted } from './adopted';
import { MayStart, StartedBy } from './agents';
import { ApprovalPolicy } from './approvals';
import { ChainLink } from './chains';
import { Check } from './checks';
import { Budget, SharedBudget } from './budget';
import { ObjectName, TaskId, Timestamp } from './ids';
import { Joined } from './joined';
import { ForkedFrom } from './restores';
import { TaskMode } from './planning';
import { TaskGroup } from './taskGroup';
import { SandboxLimits } from './sandbox';
import { TaskBase } from './taskBase';
import { Diagnostics } from './problems';
import { TaskPurpose } from './purposes';
import { TaskSecretNames } from './secrets';

/** Who answers: `openai` and `azure` speak Responses, `openai-compatible` Chat Completions; `vscode-lm` is the editor. */
const ModelProvider = z.enum([
  'anthropic',
  'openai',
  'google',
  'mistral',
  'xai',
  'deepseek',
  'azure',
  'bedrock',
  'openai-compatible',
  'vscode-lm',
  'rehearsal',
]);

/**
 * Which model answers. `baseUrl` is where `azure`, `bedrock` and `openai-compatible` are served, and a proxy of the others; keys
 * never stand here.
 */
export const ModelRef = z.strictObject({
  provider: ModelProvider,
  name: z.string().min(1).max(200),
  baseUrl: z.url().optional(),
  /** Whether it can be shown images, as was found out; where absent its name has to say it. */
  seesImages: z.boolean().optional(),
});
export type ModelRef = z.infer<typeof ModelRef>;

export const EngineChoice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('model'), model: ModelRef }),
  z.strictObject({ kind: z.literal('command'), command: z.string().min(1).max(20_000) }),
]);
export type EngineChoice = z.infer<typeof EngineChoice>;

/**
 * `root` is the absolute real path of the top level of the user's checkout. With `url` it is a clone of that address in
 * the data directory, made or brought up to date when the task begins.
 */
const RepoRef = z.strictObject({ root: z.string().min(1), url: z.string().min(1).max(2000).optional() });

/** What happens to a request for approval: a person is asked, or it is always allowed or denied. */
export const ApprovalMode = z.enum(['ask', 'allow', 'deny']);
export type ApprovalMode = z.infer<typeof ApprovalMode>;

/** Less would not hold what a request begins with. */
export const leastContextTokens = 2000;

export const Limits = z.strictObject({
  /** Model requests before the task asks whether to go on. */
  maxTurns: z.int().min(1).max(10_000),
  /** Red checks that are handed back to the model before the task asks. */
  verifyRounds: z.int().min(0).max(20),
  /** Tokens that the model's window holds, where it is not the one that the model is known for. */
  contextTokens: z.int().min(leastContextTokens).max(10_000_000).optional(),
});
export type Limits = z.infer<typeof Limits>;

export const Task = z.strictObject({
  id: TaskId,
  title: z.string().min(1).max(120),
  /** Lower-case words joined by `-`; the branch is `agents/<slug>`. */
  slug: z.string().regex(/^[a-z0-9][a-z0-9-]{0,60}$/),
  prompt: z.string().min(1).max(200_000),
  /** The command whose exit status 0 makes the task verified; null where there is none. */
  verify: z.string().min(1).max(20_000).nullable(),
  /** What has to hold beside `verify`. */
  checks: z.array(Check).max(50).optional(),
  place: z.enum(['worktree', 'here']),
  isolation: z.enum(['sandbox', 'none']),
  /** Absent: the usual ones. */
  sandboxLimits: SandboxLimits.optional(),
  approve: ApprovalMode,
  /** `sandbox` unless given. */
  approvals: ApprovalPolicy.optional(),
  engine: EngineChoice,
  /** `work` unless given. */
  mode: TaskMode.optional(),
  repos: z.tuple([RepoRef], RepoRef),
  /** Several repositories: then the first of `repos` stands for all of them together (`joinedRoot`), the others are they. */
  joined: Joined.optional(),
  limits: Limits,
  /** Absent: nothing is looked for. */
  diagnostics: Diagnostics.optional(),
  /** Absent: what the settings allow a task. */
  budget: Budget.optional(),
  /** What it may use together with others, beside its own budget. */
  sharedBudget: SharedBudget.optional(),
  /** By name; absent: none. */
  secrets: TaskSecretNames.optional(),
  createdAt: Timestamp,
  /** Absent: the checkout as it is, with what is uncommitted. */
  base: TaskBase.optional(),
  forkedFrom: ForkedFrom.optional(),
  /** Absent: its worktree is made for it. */
  adopted: Adopted.optional(),
  /** Absent: none. */
  mayStart: MayStart.optional(),
  /** Absent: a person. */
  startedBy: StartedBy.optional(),
  /** What others have to have come to before it begins; absent: it begins at once. */
  after: z.array(ChainLink).max(20).optional(),
  /** The globs of the files that are its own, where it does a part of a job. */
  scope: z.array(z.string().min(1).max(500)).max(50).optional(),
  /** A change outside of the scope needs consent; without it such a change is only shown. */
  keepsToScope: z.literal(true).optional(),
  /** The race or sprint that it belongs to. */
  group: TaskGroup.optional(),
  /** Absent: a change. */
  purpose: TaskPurpose.optional(),
});
export type Task = z.infer<typeof Task>;

/** Something of the user's checkout that git does not track, and whether it went into the worktree. */
export const Carried = z.strictObject({
  path: z.string(),
  /**
   * `shared`: the task's commands see what is stored once for all tasks. `mounted`: they see the checkout's own file at
   * its path, read-only; where there is no sandbox, the runner copies it.
   */
  how: z.enum(['copied', 'left', 'shared', 'mounted']),
  bytes: z.int().min(0),
  /** Why it was left, or what of it could not be copied, for the list the user sees. */
  reason: z.string().optional(),
  /** Why it was copied. */
  why: z.string().optional(),
  /** The runner copies it while the agent is at work; `dependencies.copied` says when it is there. */
  later: z.literal(true).optional(),
});
export type Carried = z.infer<typeof Carried>;

/** One repository of a prepared task. All paths are absolute. */
export const RepoWorkspace = z.strictObject({
  /** Top level of the user's checkout. */
  root: z.string(),
  /** `git rev-parse --git-common-dir` of it: what all its worktrees share. */
  commonDir: z.string(),
  /** Where the agent works; equal to `root` for a task that runs in place. */
  worktree: z.string(),
  /** The git directory of `worktree` (its admin folder below `commonDir`, or `commonDir` itself in place). */
  gitDir: z.string(),
  /** The task's own branch; null in place. */
  branch: z.string().nullable(),
  /** HEAD of the checkout when the task began; null when it had no commit. */
  head: ObjectName.nullable(),
  /** How the base is shown: a branch name, or a short commit for a detached HEAD. */
  headName: z.string(),
  /** The commit that holds what the user saw: committed, staged, unstaged and untracked. The base of the change set. */
  snapshot: ObjectName,
  /** Uncommitted files that the snapshot holds. */
  uncommitted: z.int().min(0),
});
export type RepoWorkspace = z.infer<typeof RepoWorkspace>;

export const Workspace = z.strictObject({
  repos: z.tuple([RepoWorkspace], RepoWorkspace),
  carried: z.array(Carried),
  /** The folders that the worktree began with, where it did not get all of a large repository. */
  sparse: z.array(z.string()).optional(),
});
export type Workspace = z.infer<typeof Workspace>;
