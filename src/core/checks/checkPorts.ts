import type { FileChange, MountedInput, ObjectName } from '../../protocol';
import type { Commands } from '../worktrees/worktreePorts';

/** The folder in a task's own folder in which its checks run. */
export const checkFolder = 'check';

/** Where a check runs. */
export interface CheckPlace {
  readonly place: 'clean' | 'here';
  /** The folder, absolute and real. */
  readonly folder: string;
  readonly mounted: readonly MountedInput[];
  readonly commands: Commands;
  /**
   * Files that were written here since the place was opened and that the tree does not hold, whose path fits; at most
   * a hundred, in the order of their paths. Larger ones than 50 MB are left out.
   */
  written(isWanted: (path: string) => boolean): Promise<{ path: string; text: string }[]>;
}

/** The files to check, and what is new about them. */
export interface CheckSubject {
  commit: ObjectName;
  tree: ObjectName;
  /** Whether the folder of dependencies at `path` is to be taken from the agent's worktree. */
  isRenewed(path: string): boolean;
}

/**
 * Places for the checks of one task, out of reach of what its agent runs: exactly the files of a tree, and beside them
 * the ignored inputs that the task was given. What an earlier check left in a place is gone.
 */
export interface CheckPlaces {
  /** One at a time. Throws `GitError`, or the signal's reason; what is half made then is made anew the next time. */
  open(subject: CheckSubject, signal: AbortSignal): Promise<CheckPlace>;
  /** Takes away what `open` made, also what an earlier process left. Calling it again does nothing. */
  remove(): Promise<void>;
}

/**
 * Lets the commands of a check see folders of dependencies without a copy: what is stored for all tasks, below a layer
 * that takes what the check writes.
 */
export interface CheckOverlays {
  /**
   * From now on they see those of the folders, in the user's checkout, that can be shown so, as they are there now and
   * without what an earlier check wrote; nothing else is shown any more. Returns those. Rejects with the signal's reason,
   * or what the disk says.
   */
  show(folders: readonly string[], signal: AbortSignal): Promise<string[]>;
}

/** A file that two states of the files have differently; `null` where it is not there, binary or larger than 500 kB. */
export interface ChangedText {
  path: string;
  status: FileChange['status'];
  /** Where it was before it was renamed. */
  oldPath?: string;
  before: string | null;
  after: string | null;
}

export interface ChangedTexts {
  treeOf(commit: ObjectName): Promise<ObjectName>;
  /** What `tree` changes of the snapshot of the task, among the paths that fit (by the new or the old path). */
  sinceSnapshot(tree: ObjectName, isWanted: (path: string) => boolean): Promise<ChangedText[]>;
}

/** What a tree holds. */
export interface HeldPaths {
  /** Whether something is at the path, a file or a folder; `/` at the end is ignored. */
  has(path: string): boolean;
  /** Whether a file or a link stands above the path, so that nothing else can be there. */
  isBehind(path: string): boolean;
}

/** A folder of ours that is made to hold the files of a tree of one repository. Failures are `GitError`. */
export interface TreeFolder {
  /**
   * Makes the folder hold exactly the files of the tree, and a repository of its own with that commit. What is not in the
   * tree is removed unless `keep` says to leave it alone, or to look inside. Fails with a system error where something
   * can't be removed.
   */
  fill(
    subject: { commit: ObjectName; tree: ObjectName },
    keep: (path: string) => 'all' | 'inside' | 'none',
  ): Promise<HeldPaths>;
  /** What git ignores in the agent's worktree, with `/` at the end of a folder, by the rules of that worktree. */
  ignoredInWorktree(): Promise<string[]>;
}
