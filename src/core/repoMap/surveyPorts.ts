/** A source file with the names that it defines at its top level, and how many other files mention each. */
export interface SurveyedFile {
  path: string;
  defines: readonly { name: string; mentions: number }[];
}

export interface Survey {
  /** All source files; those that were not read define nothing here. */
  files: readonly SurveyedFile[];
  /** Files that were read. */
  read: number;
  /** Source files there are. */
  total: number;
}

/** Looks through the source files of a worktree. */
export interface Surveyor {
  /**
   * Bounded in files and time. Null for a repository that is so small that a look is cheaper than a map. Rejects with
   * the signal's reason when it is aborted.
   */
  survey(signal: AbortSignal): Promise<Survey | null>;
}
