import { type Mark, Tally } from './tally';
import type { ReportFormat, TestReport } from './testReport';

const banner = /^running (\d+) tests?$/;
const result = /^test (\S.*?) \.\.\. (ok|FAILED|ignored)(?:, .*)?(?: <[\d.]+s>)?$/;
const summary =
  /^test result: (?:ok|FAILED)\. (\d+) passed; (\d+) failed; (\d+) ignored; (\d+) measured; \d+ filtered out(?:; .*)?$/;
const marks: Readonly<Record<string, Mark>> = { ok: 'passed', FAILED: 'failed', ignored: 'skipped' };

/** cargo test: each test binary says how many tests it runs, and sums them up. */
class CargoTestReport implements TestReport {
  readonly runner = 'cargo';
  readonly tally = new Tally();
  /** After the tests of a binary its failures are told, with what they printed. */
  #isTelling = false;

  read(line: string): void {
    const { failures } = this.tally;
    const total = banner.exec(line)?.[1];
    const printed = /^---- (\S.*) stdout ----$/.exec(line)?.[1];
    if (total !== undefined) {
      this.#begin(Number(total));
    } else if (line === 'failures:') {
      failures.close();
      this.#isTelling = true;
    } else if (printed !== undefined && this.#isTelling) {
      failures.open(printed);
    } else if (line.startsWith('error: test failed, to rerun pass ')) {
      failures.close();
      this.tally.abandon();
    } else {
      this.#result(line);
    }
  }

  #begin(total: number): void {
    if (this.tally.restart() || this.tally.announced === null) {
      this.#isTelling = false;
      this.tally.announce(total);
    }
  }

  #result(line: string): void {
    const said = summary.exec(line);
    const found = this.#isTelling || this.tally.isOver ? null : result.exec(line);
    if (said !== null) {
      this.#summary(said.slice(1).map(Number));
    } else if (found !== null) {
      this.tally.count(marks[found[2] ?? ''] ?? 'none');
      if (found[2] === 'FAILED') {
        this.tally.failures.add((found[1] ?? '').replace(/ - should panic$/, ''));
      }
    }
  }

  #summary([passed = 0, failed = 0, skipped = 0, measured = 0]: number[]): void {
    const total = passed + failed + skipped + measured;
    if (total === this.tally.announced) {
      this.tally.failures.close();
      this.tally.conclude({ passed, failed, skipped, total }, true);
    }
  }
}

export const cargoTestFormat: ReportFormat = {
  starts: (line, previous) => (banner.test(line) && previous.trim() === '' ? 'sure' : null),
  create: () => new CargoTestReport(),
};
