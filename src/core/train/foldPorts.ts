import type { ConflictPlace, ObjectName } from '../../protocol';

/** What one agent changed: all that `tree` (a commit or tree) differs in from the commit `snapshot`. */
export interface FoldedChange {
  snapshot: ObjectName;
  tree: ObjectName;
}

/** What joining one change came to. After a conflict the next one joins what there was before. */
export type Joining = { kind: 'clean'; tree: ObjectName } | { kind: 'conflict'; paths: string[] };

/** Joins changes in the object store. No ref, index or file is touched, and no lock taken. Failures are `GitError`. */
export interface FoldGit {
  /**
   * The pairs that do not merge, by their places in the list, with the files in which they don't. Changes that don't
   * merge with the commit `base` are in no pair.
   */
  pairConflicts(
    root: string,
    base: ObjectName,
    changes: readonly FoldedChange[],
  ): Promise<{ between: [number, number]; paths: string[] }[]>;
  /** All files that git tracks or would, sorted; at most `limit`. */
  filesIn(root: string, limit: number): Promise<string[]>;
  /** Joins one after the other with `base`, a commit or tree. */
  fold(root: string, base: ObjectName, changes: readonly FoldedChange[]): Promise<Joining[]>;
  /** Where a change does not merge with `onto`, a commit or tree. */
  conflictPlaces(root: string, onto: ObjectName, change: FoldedChange): Promise<ConflictPlace[]>;
}
