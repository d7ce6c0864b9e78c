import type { TestCounts } from '../../protocol';
import type { Tally } from './tally';

/** Reads what one test runner prints, line by line, without terminal control sequences, into its tally. */
export interface TestReport {
  readonly runner: TestCounts['runner'];
  readonly tally: Tally;
  /** `previous` is the line before. */
  read(line: string, previous: string): void;
}

/**
 * `sure`: nothing else is known to print such a line, and the run counts even when it breaks off. `maybe`: other programs
 * print lines like it, so a second result has to follow, and a summary before it counts. `hardly`: only a summary counts.
 */
export type Certainty = 'sure' | 'maybe' | 'hardly';

export interface ReportFormat {
  /** Whether a run begins with this line, which is then the first that is read. */
  starts(line: string, previous: string): Certainty | null;
  /** `line` is the one that it begins with. */
  create(line: string): TestReport;
}
