import type { TestCounts } from '../../protocol';
import type { Tally } from './tally';

/** Reads what one test runner prints, line by line, without terminal control sequences, into its tally. */
export interface TestReport {
  readonly runner: TestCounts['runner'];
  readonly tally: Tally;
  /** `previous` is the line before. */
  read(line: string, previous: string): void;
}

export interface ReportFormat {
  /**
   * Whether a run begins with this line, which is then the first that is read. `sure`: nothing else is known to print it;
   * such a run counts even when it breaks off. `maybe`: other programs print lines like it.
   */
  starts(line: string, previous: string): 'sure' | 'maybe' | null;
  /** `line` is the one that it begins with. */
  create(line: string): TestReport;
}
