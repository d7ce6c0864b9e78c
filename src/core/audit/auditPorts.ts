/** How the lines of a journal hang together. */
export interface ChainReport {
  /** Complete lines. */
  lines: number;
  /** `unchained`: not one of them names the line before it, as in journals of older versions. */
  status: 'intact' | 'broken' | 'unchained';
  /** The first line, from 1, that does not follow on the one before it; absent unless broken. */
  brokenAt?: number;
  /** Hash of the last line. A later export of the same journal has to hold a line with this hash. */
  tip: string;
}

/** Reads both journals in a task's folder as they lie on the disk; a missing one has no lines. Throws `StoreError`. */
export type VerifyJournals = (taskDir: string) => Promise<{ task: ChainReport; events: ChainReport }>;
