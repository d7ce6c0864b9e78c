import type { FileProblems } from '../../protocol';

export interface ChangedFile {
  path: string;
  /** Where it was before the task; the same unless it was renamed. */
  oldPath: string;
}

/** What language services of an editor say of files. */
export interface EditorProblems {
  /**
   * Of `paths` below `folder`, and of the same files below `before`, both absolute. Null where no window is open or none
   * answers in a few seconds; files of which the editor knows nothing are left out. Rejects with the signal's reason.
   */
  of(
    files: { folder: string; before?: string; paths: readonly ChangedFile[] },
    signal: AbortSignal,
  ): Promise<FileProblems[] | null>;
}
