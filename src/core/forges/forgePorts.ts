import type { ForgeRepo, ObjectName, OpenedPull, PullStatus } from '../../protocol';

export interface ForgeRepoFacts {
  defaultBranch: string;
  /** The person who is signed in may push branches to it. */
  canPush: boolean;
  isArchived: boolean;
  /** The name of who is signed in. */
  login: string;
}

export interface NewPull {
  base: string;
  from: ForgeRepo;
  branch: string;
  title: string;
  body: string;
  draft: boolean;
}

/**
 * One forge, for one person. All failures are `ForgeError`; an abort rejects with the signal's reason. A request is made
 * once: after `isUncertain` errors of `fork` and `open` it is not known whether they were carried out.
 */
export interface Forge {
  /** Throws `not-found` also for what is hidden from this person. */
  repository(repo: ForgeRepo, signal: AbortSignal): Promise<ForgeRepoFacts>;
  /** The person's own fork of it; null when there is none. */
  ownFork(repo: ForgeRepo, signal: AbortSignal): Promise<ForgeRepo | null>;
  /** Makes a fork, or finds the one there is. It may take the forge a while until it can be pushed to. */
  fork(repo: ForgeRepo, signal: AbortSignal): Promise<ForgeRepo>;
  /** The open pull request of this branch; null when there is none. */
  find(repo: ForgeRepo, head: { from: ForgeRepo; branch: string }, signal: AbortSignal): Promise<OpenedPull | null>;
  /** Throws `exists` when there is one for this branch. */
  open(repo: ForgeRepo, pull: NewPull, signal: AbortSignal): Promise<OpenedPull>;
  /**
   * The end of what a job printed, a few hundred thousand characters at most; null where the forge keeps it no more.
   * Untrusted.
   */
  log(repo: ForgeRepo, job: string, signal: AbortSignal): Promise<string | null>;
  /** Marks conversations as resolved, by their ids; those that are so already stay so. Returns how many were open. */
  resolve(repo: ForgeRepo, number: number, threads: readonly string[], signal: AbortSignal): Promise<number>;
  /** What has not changed since it was last looked at is not sent again by the forge. */
  look(repo: ForgeRepo, number: number, signal: AbortSignal): Promise<PullStatus>;
  /** The text of a pull request as it is now. */
  body(repo: ForgeRepo, number: number, signal: AbortSignal): Promise<string>;
  /** Makes this its text. The same may be done again. */
  setBody(repo: ForgeRepo, pull: { number: number; body: string }, signal: AbortSignal): Promise<void>;
}

/**
 * The forge that a repository is at, with the sign-in for that host and no other. Throws `ForgeError('signed-out')` when
 * there is none; with `ask` a person may be asked for it first.
 */
export type OpenForge = (repo: ForgeRepo, how: 'ask' | 'quietly') => Promise<Forge>;

export interface PushRemote {
  name: string;
  /** The address that git pushes to. It may hold a secret, so it is written down nowhere. */
  url: string;
}

/** What git does at a remote, with the person's own credential helper and ssh agent, and without a question. */
export interface GitPushes {
  pushRemotes(root: string): Promise<PushRemote[]>;
  /** `Name <address>` as the user's commits have it; null where git does not know it. */
  identity(root: string): Promise<string | null>;
  /** The commit of a branch at the remote; null when it is not there. Throws `ForgeError`. */
  remoteBranch(root: string, at: { url: string; branch: string }, signal: AbortSignal): Promise<ObjectName | null>;
  /** Commits of `tip` that the remote's branches, as last fetched, don't have: their first lines, the newest first. */
  unpublished(root: string, at: { remote: string; tip: ObjectName }): Promise<string[]>;
  /**
   * Makes the branch at the remote `commit`, which has to be a descendant of what it is there; never by force. Throws
   * `ForgeError`, with `branch-taken` for a branch that has other commits.
   */
  push(root: string, to: { url: string; branch: string; commit: ObjectName }, signal: AbortSignal): Promise<void>;
}
