import type { ObjectName } from '../../protocol';

/** A repository of several, and where it is below the folder that holds them. */
export interface Member {
  path: string;
  /** The top of its checkout. */
  root: string;
}

/** What a joined commit is made of in one repository. */
export interface JoinedPart {
  path: string;
  commit: ObjectName;
}

/**
 * Several repositories as one whose files are theirs, each below its path. Its git data is ours: it reads their objects
 * where they are, and they know nothing of it. `root` is of `joinedRoot`, and where `Git` takes a root it takes this one:
 * a snapshot is of what all of them hold, applying a difference writes into all of them or none. All failures are
 * `GitError`.
 */
export interface JoinedGit {
  /**
   * Makes the git data, or adds to it what it does not know. Throws `failed` with words where they can't be joined:
   * they convert files in different ways, hold parts of their files only, or name objects differently.
   */
  join(root: string, members: readonly Member[]): Promise<void>;
  /** Removes the git data where no branch, ref or worktree is left in it; of one repository, and of none, nothing. */
  dropJoined(root: string): Promise<void>;
  /** A commit whose files are those of the commits, each below its path, and which keeps their names for `updateRef`. */
  joinedCommit(
    root: string,
    parts: readonly JoinedPart[],
    options: { parents: readonly ObjectName[]; message: string },
  ): Promise<ObjectName>;
  /** The commits of the repositories that the newest joined commit at or below `commit` is of. */
  partsOf(root: string, commit: ObjectName): Promise<JoinedPart[]>;
  /** A joined commit of what the repositories are at; the same commits make the same one. */
  joinedHead(root: string, parts: readonly JoinedPart[]): Promise<ObjectName>;
  /**
   * A commit of all files of `tree`; of several repositories each gets one too, on its parts of the parents, or keeps the
   * one that has its files already.
   */
  commitInEach(root: string, commit: { tree: ObjectName; parents: ObjectName[]; message: string }): Promise<ObjectName>;
  /** Makes `branch` at `commit` and a worktree of it of a folder whose files are there already. Returns its git directory. */
  adoptWorktree(root: string, worktree: { path: string; branch: string; commit: ObjectName }): Promise<string>;
  /** What is checked out now in the repositories that a joined commit is of, as such a commit; null when none has one. */
  headLike(root: string, commit: ObjectName): Promise<ObjectName | null>;
  /**
   * The files that a commit of the joined ones has below the member's path, as a tree in that repository; its objects are
   * written there.
   */
  memberTree(root: string, commit: ObjectName, member: Member): Promise<ObjectName>;
}
