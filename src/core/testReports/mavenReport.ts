import { Tally } from './tally';
import type { ReportFormat, TestReport } from './testReport';

const banner = /^\[INFO\] {1,2}T E S T S$/;
const counts =
  /^\[(?:INFO|WARNING|ERROR)\] Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)(, Time elapsed: .*)?$/;
const failure = /^\[ERROR\] (\S.*?) +(?:-- )?Time elapsed: .* <<< (?:FAILURE|ERROR)!$/;

/** Maven Surefire and Failsafe: a line for each class, then one for all of them under `Results:`. */
class MavenReport implements TestReport {
  readonly runner = 'maven';
  readonly tally = new Tally();

  read(line: string): void {
    const { failures } = this.tally;
    const failed = failure.exec(line)?.[1];
    const found = counts.exec(line);
    if (found !== null) {
      failures.close();
      this.#counts(found.slice(1, 5).map(Number), found[5] !== undefined);
    } else if (failed !== undefined) {
      failures.open(failed.replace(/\((\S+)\)$/, ' $1'));
    } else if (banner.test(line)) {
      this.tally.restart();
    } else if (/^\[(?:INFO|WARNING|ERROR)\]/.test(line)) {
      failures.close();
    }
  }

  #counts([total = 0, failures = 0, errors = 0, skipped = 0]: number[], isClass: boolean): void {
    const failed = failures + errors;
    const passed = total - failed - skipped;
    if (passed < 0) {
      return;
    }
    if (isClass) {
      this.tally.count('passed', passed);
      this.tally.count('failed', failed);
      this.tally.count('skipped', skipped);
    } else {
      this.tally.conclude({ passed, failed, skipped, total });
    }
  }
}

export const mavenFormat: ReportFormat = {
  starts: (line) => (banner.test(line) ? 'sure' : null),
  create: () => new MavenReport(),
};
