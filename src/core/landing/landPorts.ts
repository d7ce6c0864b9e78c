import type { ObjectName } from '../../protocol';

/** What a commit under the user's name is made with here. */
export interface CommitSetup {
  /** `Name <address>`; null where git has been told none. */
  identity: string | null;
  signs: boolean;
  /** The hooks that a commit runs and that are there, by name. */
  hooks: string[];
  /** Where in the checkout they come from, with `/` at the end; null where they are in git's own or another folder. */
  hooksFolder: string | null;
}

export interface OwnCommit {
  commit: ObjectName;
  tree: ObjectName;
  parent: ObjectName;
  message: string;
}

/** A ref of the user's: `refs/heads/…`, or `HEAD` where it is detached. */
export interface RefMove {
  ref: string;
  /** Where it has to be; null where it must not be there yet. */
  from: ObjectName | null;
  /** Null removes it. */
  to: ObjectName | null;
  /** For the log of the ref. */
  message: string;
  /** The checkout has to be on it. */
  isCheckedOut: boolean;
}

/** What git does to put a change into the user's history. All failures are `GitError`. */
export interface LandGit {
  commitSetup(root: string): Promise<CommitSetup>;
  /** Whole messages of the newest commits without merges, the newest first. */
  recentMessages(root: string, from: ObjectName, count: number): Promise<string[]>;
  /** The commits of the first line from `from` (without it) to `to`, without merges, the oldest first. */
  commitsFrom(root: string, from: ObjectName, to: ObjectName): Promise<OwnCommit[]>;
  /** What git is in the middle of in this checkout, as `merge` or `rebase`; null at rest. */
  unfinishedIn(root: string): Promise<string | null>;
  /**
   * A commit of the user's: with their name, and signed where they sign. With `hooks` theirs run in the checkout as for
   * a commit of their own, on an index that holds `tree`; what they change of it and of the message is in the commit.
   * Throws `no-identity`, `hook-refused` with what it printed, or `not-signed`; no ref is moved.
   */
  commitAsUser(
    root: string,
    commit: { tree: ObjectName; parents: ObjectName[]; message: string; hooks: boolean; isMerge?: boolean },
  ): Promise<{ commit: ObjectName; tree: ObjectName }>;
  /** Runs the user's `post-commit`, whose outcome means nothing. */
  tellCommitted(root: string): Promise<void>;
  /** Throws `does-not-apply` where the ref or the checkout is elsewhere, and then nothing is moved. */
  moveUserRef(root: string, move: RefMove): Promise<void>;
  /** Whether a branch can have that name; a name that begins with `agents/` is none of the user's. */
  isBranchName(root: string, name: string): Promise<boolean>;
  /** The tree of what is staged. Throws `conflict` with the names where the index holds both sides of one. */
  stagedTree(root: string): Promise<ObjectName>;
  /**
   * Brings the index from one commit to another: what the user staged stays staged, on top of it. Returns the paths
   * where that is not possible; they stay as they are staged.
   */
  moveIndex(root: string, from: ObjectName, to: ObjectName): Promise<string[]>;
  /** The commits from `from` (without it) to `to` as mails that `git am` takes, with binary files. */
  formatPatch(root: string, from: ObjectName, to: ObjectName): Promise<Uint8Array>;
}
