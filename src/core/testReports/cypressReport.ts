import { MochaEpilogue, mochaResult, mochaSummary } from './mochaLines';
import { Tally } from './tally';
import type { ReportFormat, TestReport } from './testReport';

const spec = /^ {2}Running: +(\S+) +\(\d+ of \d+\)$/;
const table = /^ {4}[✔✖√×] +(?:All specs passed!|\d+ of \d+ failed \(\d+%\)) +\d+:\d+((?: +(?:\d+|-)){5}) *$/;

/** cypress: mocha's lines for each spec file, then a table of all of them, whose last row has the counts. */
class CypressReport implements TestReport {
  readonly runner = 'cypress';
  readonly tally = new Tally();
  readonly #epilogue = new MochaEpilogue();
  #phase: 'tests' | 'failures' | 'none' = 'none';

  read(line: string): void {
    if (spec.test(line)) {
      this.#phase = 'tests';
      this.tally.failures.close();
    } else if (/^ {2}\((?:Results|Screenshots|Video)\)$/.test(line)) {
      this.#phase = 'none';
      this.tally.failures.close();
    } else if (mochaSummary(line)?.word === 'failing') {
      this.#phase = 'failures';
    } else {
      this.#other(line);
    }
  }

  #other(line: string): void {
    if (this.#phase === 'tests') {
      const result = mochaResult(line);
      if (result !== null) {
        this.tally.count(result.mark);
      }
    } else if (this.#phase === 'failures') {
      this.#failure(line);
    } else if (/^ {2}\(Run Starting\)$/.test(line)) {
      this.tally.restart();
    } else {
      this.#table(line);
    }
  }

  #failure(line: string): void {
    const { failures } = this.tally;
    if (this.#epilogue.begins(line) !== null) {
      failures.close();
      return;
    }
    const title = this.#epilogue.title(line);
    if (title !== null) {
      failures.open(title);
    }
  }

  /** Tests, passing, failing, pending, skipped; what was skipped comes after a failed hook. */
  #table(line: string): void {
    const row = table.exec(line)?.[1];
    if (row !== undefined) {
      const [total = 0, passed = 0, failed = 0, pending = 0, skipped = 0] = row
        .trim()
        .split(/ +/)
        .map((cell) => (cell === '-' ? 0 : Number(cell)));
      this.tally.conclude({ passed, failed, skipped: pending + skipped, total });
    }
  }
}

export const cypressFormat: ReportFormat = {
  starts: (line) => (/^ {2}\(Run Starting\)$/.test(line) ? 'sure' : null),
  create: () => new CypressReport(),
};
