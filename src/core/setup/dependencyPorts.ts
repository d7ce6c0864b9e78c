import type { Carried } from '../../protocol';

interface CopyOptions {
  signal: AbortSignal;
  onProgress: (bytes: number, path: string) => void;
}

/** Folders of dependencies that the worktree gets while its agent is at work. */
export interface Dependencies {
  /** As the task was prepared with; none when it has all. */
  readonly later: readonly Carried[];
  /**
   * Lets the task's commands see them without a copy of its own: what is stored once for all tasks, below a layer that
   * takes what this task writes. Nothing in the worktree shows them then but to its sandboxed commands. Null where that
   * can't be done, or not for all; then `copy` is the way. `onProgress` gets what is put into the store.
   */
  share(options: CopyOptions): Promise<Carried[] | null>;
  /**
   * Puts them into the worktree whole, over what an earlier copy left; what is shared with what the task's commands did
   * to it, after which it is shared no more. No command may run meanwhile. `onProgress` gets the bytes so far. Aborting
   * leaves a part behind; throws what the disk says.
   */
  copy(options: CopyOptions): Promise<Carried[]>;
}

/** One folder of dependencies as it is stored for all tasks. */
export interface StoredDependencies {
  name: string;
  /** Where it is in a checkout. */
  path: string;
  bytes: number;
  usedAtMs: number;
  /** Tasks that see it now instead of having a copy. */
  users: number;
}

/** The folders that are stored for all tasks of a data directory. Failures are the disk's. */
export interface DependencyStorage {
  list(): Promise<StoredDependencies[]>;
  /** False for one that a task uses, which stays. */
  remove(name: string): Promise<boolean>;
}

/** What a worktree's commands see and the worktree itself does not have. Of one whose task does not run. */
export interface SharedFolders {
  isAny(worktree: string): boolean;
  /** Puts plain files there, with all that commands did to them. Rejects with the signal's reason, or what the disk says. */
  place(worktree: string, signal: AbortSignal): Promise<void>;
}
