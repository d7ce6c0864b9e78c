import { Tally } from './tally';
import type { ReportFormat, TestReport } from './testReport';

const banner = /^ *(?:RUN|DEV) +v\d+\.\d+\.\d+/;
const file = /^ [✓❯×↓] (\S.*?) +\((\d+) tests?((?: \| \d+ [a-z]+)*)\)/;
const verbose = /^ ([✓×↓]) (\S.* > .+?)(?: +\d+ms)?$/;
const counts = /^ *(Test Files|Tests) {2}((?:\d+ [a-z]+(?: \| )?)+) \((\d+)\)$/;
const marks = { '✓': 'passed', '×': 'failed', '↓': 'skipped' } as const;

/** vitest's `default` reporter, which has a line for each file, and `verbose`, which has one for each test. */
class VitestReport implements TestReport {
  readonly runner = 'vitest';
  readonly tally = new Tally();

  read(line: string, previous: string): void {
    const { failures } = this.tally;
    const failed = /^ FAIL {2}(\S.*)$/.exec(line)?.[1];
    if (failed !== undefined) {
      failures.open(failed.replace(/ \[ .* \]$/, ''));
    } else if (/^⎯+\[\d+\/\d+\]⎯*$/.test(line)) {
      failures.close();
    } else if (banner.test(line)) {
      this.tally.restart();
    } else if (!this.#summary(line, previous)) {
      this.#result(line);
    }
  }

  #result(line: string): void {
    const found = file.exec(line);
    if (found !== null) {
      const of = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(found[3] ?? '')?.[1] ?? 0);
      const [failed, skipped, todo] = [of('failed'), of('skipped'), of('todo')];
      this.tally.count('failed', failed);
      this.tally.count('skipped', skipped);
      this.tally.count('none', todo);
      this.tally.count('passed', Number(found[2]) - failed - skipped - todo);
      return;
    }
    const sign = verbose.exec(line)?.[1];
    if (sign === '✓' || sign === '×' || sign === '↓') {
      this.tally.count(marks[sign]);
    }
  }

  #summary(line: string, previous: string): boolean {
    const found = counts.exec(line);
    if (found?.[1] === 'Tests' && counts.exec(previous)?.[1] === 'Test Files') {
      const of = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(found[2] ?? '')?.[1] ?? 0);
      const said = { passed: of('passed'), failed: of('failed'), skipped: of('skipped'), total: Number(found[3]) };
      this.tally.conclude(said);
    }
    return found !== null;
  }
}

export const vitestFormat: ReportFormat = {
  starts: (line) => (banner.test(line) ? 'sure' : null),
  create: () => new VitestReport(),
};
