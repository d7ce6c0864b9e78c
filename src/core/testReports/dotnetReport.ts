import { type Mark, Tally } from './tally';
import type { ReportFormat, TestReport } from './testReport';

const banner = /^(?:Starting test execution, please wait\.\.\.|Test run for .+\(\.NET.*\))$/;
const result = /^ {2}(Passed|Failed|Skipped) (\S.*?) \[(?:< )?[\d.]+ \w+(?: [\d.]+ \w+)*\]$/;
const minimal =
  /^(?:Passed|Failed|Skipped)! +- Failed: +(\d+), Passed: +(\d+), Skipped: +(\d+), Total: +(\d+), Duration: .+ - \S.*$/;
const terminal = /^Test summary: total: (\d+), failed: (\d+), succeeded: (\d+), skipped: (\d+), duration: /;
const detail = /^ *(Total tests|Passed|Failed|Skipped): (\d+)$/;
const marks: Readonly<Record<string, Mark>> = { Passed: 'passed', Failed: 'failed', Skipped: 'skipped' };

/** dotnet test. Its default verbosity prints failures only, then one line for each assembly. */
class DotnetReport implements TestReport {
  readonly runner = 'dotnet';
  readonly tally = new Tally(true);
  #details: Readonly<Record<string, number>> = {};

  read(line: string): void {
    const found = result.exec(line);
    const short = minimal.exec(line)?.slice(1).map(Number);
    if (found !== null) {
      this.#result(found[1] ?? '', found[2] ?? '');
    } else if (short !== undefined) {
      const [failed = 0, passed = 0, skipped = 0, total = 0] = short;
      this.#assembly({ passed, failed, skipped, total });
    } else if (banner.test(line)) {
      this.tally.failures.close();
      this.tally.restart();
    } else {
      this.#summary(line);
    }
  }

  #result(word: string, name: string): void {
    this.tally.failures.close();
    this.tally.count(marks[word] ?? 'none');
    if (word === 'Failed') {
      this.tally.failures.open(name);
    }
  }

  #summary(line: string): void {
    const whole = terminal.exec(line)?.slice(1).map(Number);
    const found = detail.exec(line);
    if (whole !== undefined) {
      const [total = 0, failed = 0, passed = 0, skipped = 0] = whole;
      this.#conclude({ passed, failed, skipped, total });
    } else if (found !== null) {
      const [, word = '', count] = found;
      this.#details = word === 'Total tests' ? { total: Number(count) } : { ...this.#details, [word]: Number(count) };
      this.#detailed();
    }
  }

  /** `Total tests: 4`, then a line for each count that is not zero. */
  #detailed(): void {
    const { total, Passed: passed = 0, Failed: failed = 0, Skipped: skipped = 0 } = this.#details;
    if (total !== undefined && passed + failed + skipped === total) {
      this.#conclude({ passed, failed, skipped, total });
    }
  }

  /** The assemblies of a solution follow each other, also without a line between them. */
  #assembly(said: { passed: number; failed: number; skipped: number; total: number }): void {
    this.tally.restart();
    this.#conclude(said);
  }

  #conclude(said: { passed: number; failed: number; skipped: number; total: number }): void {
    this.tally.failures.close();
    this.tally.conclude(said, true);
  }
}

export const dotnetFormat: ReportFormat = {
  starts: (line) => (banner.test(line) || terminal.test(line) ? 'sure' : null),
  create: () => new DotnetReport(),
};
