export interface SpareOptions {
  /** Nothing is made, and what is there is left, while the disk has less room than this. */
  leastFreeBytes: number;
}

/**
 * One spare set of files per repository, in a folder of its own that git knows nothing of. `addWorktree` turns it into a
 * worktree. `spares` is the folder that holds those of all repositories, on the file system of the worktrees.
 */
export interface SpareGit {
  /**
   * Makes the spare of HEAD, or brings the one that is there up to it. `unsuited`: none is kept of such a repository.
   * Several processes may ask at once. A call that is killed leaves a spare that can be used, or none.
   */
  keepSpare(root: string, spares: string, options: SpareOptions): Promise<'kept' | 'no-room' | 'unsuited'>;
  /** No error when there is none, or the repository is gone. */
  dropSpare(commonDir: string, spares: string): Promise<void>;
  /** Removes all that were last made or brought up to date before this, of whatever repository. */
  dropUnusedSpares(spares: string, beforeMs: number): Promise<void>;
}
