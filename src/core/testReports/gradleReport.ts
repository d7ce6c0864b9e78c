import { type Mark, Tally } from './tally';
import type { ReportFormat, TestReport } from './testReport';

const task = /^> Task :\S*[tT]est\S*(?: FAILED)?$/;
const result = /^(\S.* > .+?) (PASSED|FAILED|SKIPPED)$/;
const summary = /^(\d+) tests? completed(?:, (\d+) failed)?(?:, (\d+) skipped)?$/;
const marks: Readonly<Record<string, Mark>> = { PASSED: 'passed', FAILED: 'failed', SKIPPED: 'skipped' };

/** Gradle's test tasks. By default they print failures only, and counts only when something failed. */
class GradleReport implements TestReport {
  readonly runner = 'gradle';
  readonly tally = new Tally(true);

  read(line: string): void {
    const found = result.exec(line);
    const said = summary.exec(line);
    if (found !== null) {
      this.#result(found[1] ?? '', found[2] ?? '');
    } else if (said !== null) {
      this.#summary(said.slice(1).map((part) => Number(part || 0)));
    } else if (line.startsWith('> Task ')) {
      this.tally.failures.close();
      this.tally.restart();
    } else if (line.startsWith('BUILD SUCCESSFUL in ') && !this.tally.isOver && this.tally.live !== null) {
      this.tally.concludeCounted();
    }
  }

  #result(name: string, word: string): void {
    this.tally.failures.close();
    this.tally.count(marks[word] ?? 'none');
    if (word === 'FAILED') {
      this.tally.failures.open(name);
    }
  }

  #summary([total = 0, failed = 0, skipped = 0]: number[]): void {
    const passed = total - failed - skipped;
    this.tally.failures.close();
    if (passed >= 0 && failed >= this.tally.failures.failures.length) {
      this.tally.conclude({ passed, failed, skipped, total }, true);
    }
  }
}

export const gradleFormat: ReportFormat = {
  starts: (line) => (task.test(line) ? 'sure' : null),
  create: () => new GradleReport(),
};
