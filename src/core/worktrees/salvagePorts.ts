import type { LeftOut, ObjectName, RepoWorkspace } from '../../protocol';

/** A worktree by our own records. */
type At = Pick<RepoWorkspace, 'worktree' | 'gitDir' | 'commonDir'>;

/** What a commit of a folder's files does not hold: ignored files, exact bytes, rights, empty folders, and git data of clones inside. */
export interface Rest {
  /** A commit of our own form, to be kept as the last parent of a salvage. */
  commit: ObjectName;
  /** What is in neither of the two, because it is large or can be made again. */
  left: LeftOut[];
}

/** The reason for a file of secrets that is not stored a second time. */
export const sameAsCheckout = 'the same as in your checkout';

/** The part of git that brings a folder back exactly. All failures are `GitError`. */
export interface SalvageGit {
  /**
   * Writes what lies in the worktree and would not come back from `state`, a commit of its files: nothing is on the disk
   * that is in neither, or else in `left`. Follows no link. A file of secrets that is the same in the folder `checkout`
   * is not stored a second time.
   */
  keepRest(at: At, state: ObjectName, options: { checkout: string }): Promise<Rest>;
  /** The bytes and rights of some files of a checkout as they are, in a commit of our own form. What is no file is passed over. */
  keepFiles(root: string, paths: readonly string[]): Promise<ObjectName>;
  /**
   * Gives the files that `keepFiles` kept their bytes and rights again, where git sees in them what `state` holds. Where
   * it sees anything else they are left as they are.
   */
  putFiles(root: string, kept: ObjectName, state: ObjectName): Promise<void>;
  /** The rest that belongs to a salvage; null when it has none, as those of older versions. */
  restOf(root: string, salvage: ObjectName): Promise<Rest | null>;
  /** Writes it into a worktree that holds the files of the commit. Calling it again comes to the same. */
  putRest(at: At, rest: ObjectName): Promise<void>;
}
