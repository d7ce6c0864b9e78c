import type { Guarded, GuardedChange, GuardScope } from '../../protocol';

/** What makes git run a program, in the user's repository and in the worktree; and control files that git ignores. */
export interface RepositoryGuard {
  /** All that there is, each place and name once. Fails with `GitError`. */
  look(scope: GuardScope): Promise<Guarded[]>;
  /** Makes each what it was, or what it became. Resolves with those that could not be made so, as `place name`. */
  put(changes: readonly GuardedChange[], side: 'before' | 'after'): Promise<string[]>;
  /** What ignored files among the changes would hold, as sentences. */
  texts(changes: readonly GuardedChange[]): Promise<string[]>;
}
