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
