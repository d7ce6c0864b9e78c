import { type Mark, Tally } from './tally';
import type { ReportFormat, TestReport } from './testReport';

const banner = /^PHPUnit \d+\.\d+\S* by Sebastian Bergmann/;
const row = /^([.FEWRISDNP]*) *(\d+) \/ (\d+) \( *\d+%\)$/;
const testdox = /^ ([✔✘↩∅]) (\S.*?)(?: \[[\d.]+ ms\])?$/;
const green = /^OK \((\d+) tests?, \d+ assertions?\)$/;
const summary = /^Tests: (\d+), Assertions: \d+((?:, [A-Z][A-Za-z ]*: \d+)*)\.$/;
const dots: Readonly<Record<string, Mark>> = { '.': 'passed', F: 'failed', E: 'failed', S: 'skipped' };
const signs: Readonly<Record<string, Mark>> = { '✔': 'passed', '✘': 'failed', '↩': 'skipped' };

/** PHPUnit's dots and --testdox. Its summary stands under the line with the time. */
class PhpunitReport implements TestReport {
  readonly runner = 'phpunit';
  readonly tally = new Tally();
  #phase: 'tests' | 'end' = 'tests';
  #isFailures = false;

  read(line: string): void {
    if (banner.test(line)) {
      this.tally.restart();
      this.#phase = 'tests';
    } else if (/^Time: \S+.*, Memory: /.test(line)) {
      this.tally.failures.close();
      this.#phase = 'end';
    } else if (this.#phase === 'tests') {
      this.#test(line);
    } else {
      this.#end(line);
    }
  }

  #test(line: string): void {
    const found = row.exec(line);
    const [, sign, name = ''] = testdox.exec(line) ?? [];
    if (found !== null && Number(found[2]) <= Number(found[3])) {
      this.tally.announce(Number(found[3]));
      for (const dot of found[1] ?? '') {
        this.tally.count(dots[dot] ?? 'none');
      }
    } else if (sign !== undefined) {
      this.tally.failures.close();
      this.tally.count(signs[sign] ?? 'none');
      if (sign === '✘') {
        this.tally.failures.open(name);
      }
    }
  }

  #end(line: string): void {
    const { failures } = this.tally;
    const section = /^There (?:was|were) \d+ (.+):$/.exec(line)?.[1];
    const title = /^\d+\) (\S.*)$/.exec(line)?.[1];
    if (section !== undefined) {
      failures.close();
      this.#isFailures = /^(?:error|failure)s?$/.test(section);
    } else if (title !== undefined && this.#isFailures) {
      failures.open(title);
    } else if (/^(?:--|ERRORS!|FAILURES!|WARNINGS!|OK.*)$/.test(line)) {
      failures.close();
      this.#green(line);
    } else {
      this.#summary(line);
    }
  }

  #green(line: string): void {
    const total = Number(green.exec(line)?.[1] ?? 0);
    if (total > 0 && total === (this.tally.announced ?? total)) {
      this.tally.conclude({ passed: total, failed: 0, skipped: 0, total }, true);
    }
  }

  #summary(line: string): void {
    const found = summary.exec(line);
    const total = Number(found?.[1] ?? 0);
    if (found === null || total !== (this.tally.announced ?? total)) {
      return;
    }
    const of = (word: string) => Number(new RegExp(`, ${word}: (\\d+)`).exec(found[2] ?? '')?.[1] ?? 0);
    const failed = of('Errors') + of('Failures');
    const passed = total - failed - of('Skipped') - of('Incomplete') - of('Risky');
    if (passed >= 0) {
      this.tally.conclude({ passed, failed, skipped: of('Skipped'), total }, true);
    }
  }
}

export const phpunitFormat: ReportFormat = {
  starts: (line) => (banner.test(line) ? 'sure' : null),
  create: () => new PhpunitReport(),
};
