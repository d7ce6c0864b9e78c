import type { ObjectName } from '../../protocol';

/** A file in which both sides changed the same, or one changed what the other removed. A side without it is null. */
export interface ConflictedFile {
  path: string;
  base: Uint8Array | null;
  ours: Uint8Array | null;
  theirs: Uint8Array | null;
  /** With git's marks around what conflicts; null where there is none, as in binary files. */
  marked: Uint8Array | null;
}

/** What git does with conflicts. Only objects are written. Failures are `GitError`. */
export interface ConflictGit {
  /**
   * What both made of the commit `base`, each a commit or tree, with marks where they conflict. No files: there is no
   * conflict.
   */
  mergeWithMarks(
    root: string,
    base: ObjectName,
    sides: { ours: ObjectName; theirs: ObjectName },
  ): Promise<{ tree: ObjectName; files: ConflictedFile[] }>;
}
