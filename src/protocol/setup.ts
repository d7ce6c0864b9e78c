import * as z from 'zod';
import { RequestId } from './ids';

/** Commands that are run before an agent starts, one after another in one shell. */
export const SetupList = z.strictObject({
  /** `setup`: the repository's own; `install`: the dependencies that a lock file names. */
  kind: z.enum(['setup', 'install']),
  /** The file that it comes from, relative to the repository. */
  source: z.string(),
  /** As they are written in that file. */
  steps: z.array(z.string().min(1)).min(1).max(200),
  /** The text of the script that the step runs, where it is one, and its path relative to the repository. */
  script: z.string().optional(),
  scriptPath: z.string().optional(),
  environment: z.record(z.string(), z.string()),
  /** Where it begins, relative to the worktree; empty for its top. */
  folder: z.string(),
  /** What an install makes, relative to the worktree. */
  makes: z.string().optional(),
  /** The only hosts that it may reach: registries that its package managers and lock files name. */
  hosts: z.array(z.string()).optional(),
  /** SHA-256 of all of the above: what a person's consent is bound to. */
  digest: z.string(),
  /** SHA-256 of the lock file that what it makes is not of: it is there, and has to be made anew. */
  renews: z.string().optional(),
});
export type SetupList = z.infer<typeof SetupList>;

/** A person is shown what a repository wants to run, and allows or skips it. */
export const SetupRequest = z.strictObject({
  kind: z.literal('setup'),
  requestId: RequestId,
  list: SetupList,
  /** The hosts that this run may reach; absent where it would have the whole network. */
  hosts: z.array(z.string()).optional(),
  facts: z.array(z.string()),
});

/** Allows it, also the next time in this repository. */
export const SetupAlways = z.strictObject({ kind: z.literal('always') });

export const SetupPlanned = z.object({
  type: z.literal('setup.planned'),
  lists: z.array(SetupList),
  /** What could not be used of the files, as sentences. */
  problems: z.array(z.string()),
});

const which = { setupId: z.string(), kind: SetupList.shape.kind, step: z.int().min(1), of: z.int().min(1) };

/** A step of the first list that has no result yet began; the same `setupId` for all steps of a run of the list. */
export const SetupStep = z.object({ type: z.literal('setup.step'), ...which, command: z.string() });

export const SetupResult = z.object({
  type: z.literal('setup.result'),
  ...which,
  /** The last step that ran. */
  command: z.string(),
  /** `unneeded`: what it makes is there already. */
  outcome: z.enum(['done', 'failed', 'skipped', 'unneeded']),
  /** Numbers of the steps that were left out: what they install was there already, from the same lock file. */
  kept: z.array(z.int()).optional(),
  exitCode: z.int().nullable().optional(),
  durationMs: z.int().min(0).optional(),
  /** The end of the output. */
  tail: z.string(),
});

/** `pending` has no result yet, in order; the rest is of the first of them. */
export const SetupState = z.strictObject({
  pending: z.array(SetupList),
  decision: z.enum(['allow', 'always', 'deny']).nullable(),
  isRunning: z.boolean(),
  /** It ran and failed, so a person is asked again, whatever was remembered. */
  hasFailed: z.boolean(),
});
export type SetupState = z.infer<typeof SetupState>;
