import type { CheckoutRef } from './checkoutRef';

/** Worktrees that were moved by hand or by git. Failures are `GitError`. */
export interface MovedWorktreeGit {
  /**
   * Where a worktree is by now that is not in its place: where git notes it, or a folder beside its place or the checkout
   * `root` that says to be it. Null when it is in none of them.
   */
  findMoved(root: string, at: CheckoutRef): Promise<string | null>;
  /** The real path of a folder that a person points at, when it is that worktree by its and by git's own data; else null. */
  movedAt(at: CheckoutRef, folder: string): Promise<string | null>;
  /** Moves it from where it was found to its place and tells git; nothing is moved when something stands there. */
  putBack(root: string, at: CheckoutRef, from: string): Promise<void>;
}

/** A lock of an index that a git left behind, or still holds. */
export interface IndexLock {
  path: string;
  ageMs: number;
  /** Processes of git that may hold it; null where the system does not tell. */
  holders: number[] | null;
}

export interface IndexLocks {
  /** Of the checkout whose git directory this is; null when there is none. */
  find(at: { worktree: string; gitDir: string }): Promise<IndexLock | null>;
  /**
   * Takes it out of the way, under another name beside. Throws `TaskError('not-possible-now')` when it is another one than
   * was looked at by now, or is held.
   */
  setAside(at: { worktree: string; gitDir: string }, seen: IndexLock): Promise<void>;
}
