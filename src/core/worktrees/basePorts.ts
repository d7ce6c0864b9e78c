import type { ObjectName } from '../../protocol';

/** Something that a task can start from, for a person to pick. */
export interface BaseOption {
  kind: 'branch' | 'remote' | 'tag';
  /** As it is written: `main`, `origin/main`, `v1.0`. */
  name: string;
  /** First line of its commit's message. */
  subject: string;
}

export interface FetchOptions {
  /** Ends git; nothing was changed but objects. */
  signal: AbortSignal;
  /** `phase` as git names it, and of how many in per cent. */
  onProgress(phase: string, percent: number): void;
}

/** Where tasks start. All failures are `GitError`; an abort rejects with the signal's reason. */
export interface GitBases {
  /** Branches, branches of remotes, tags: the newest of each first, not more than `limit` of all. */
  listBases(root: string, limit: number): Promise<BaseOption[]>;
  /** What a checkout is on, without a look at its files: `head` is null before the first commit, `branch` when detached. */
  headOf(root: string): Promise<{ head: ObjectName | null; branch: string | null }>;
  /** The commit that a branch, tag, commit or the one remote branch of that name stands for. Throws `no-commit`. */
  resolveBase(root: string, name: string): Promise<ObjectName>;
  /** The newest commit that both have in their history; null where there is none. */
  mergeBase(root: string, one: ObjectName, other: ObjectName): Promise<ObjectName | null>;
  /**
   * Fetches a pull request, from `upstream`, `origin` or the only remote unless `remote` says which, and makes `into`, a
   * ref of ours, its commit. Only https and ssh. Throws `no-remote` or `not-fetched`.
   */
  fetchPull(
    root: string,
    pull: { number: number; remote?: string | undefined; into: string },
    options: FetchOptions,
  ): Promise<ObjectName>;
  /**
   * Makes `path` a clone of a repository, with its default branch checked out; one that is there is fetched, and its
   * files are brought up to the newest state unless they were changed. Only https and ssh, and nothing of the repository
   * is run. Throws `no-remote` for an address that is refused, or `not-fetched`. An interrupted clone is begun again.
   */
  clone(url: string, path: string, options: FetchOptions): Promise<void>;
}
