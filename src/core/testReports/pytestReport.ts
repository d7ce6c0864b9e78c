import { type Mark, Tally } from './tally';
import type { ReportFormat, TestReport } from './testReport';

const banner = /^=+ test session starts =+$/;
const row = /^(?:(\S+\.py) )?([.FEsxX]+)(?: +\[ *(?:\d+%|\d+\/\d+)\])?$/;
const result = /^(\S+::.+?) (PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS)(?: \(.*\))?(?: +\[ *(?:\d+%|\d+\/\d+)\])?$/;
const distributed = /^\[gw\d+\] \[ *\d+%\] (PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS) (\S+::.+?) *$/;
const alone = /^(?:PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS)(?: \(.*\))?(?: +\[ *\d+%\])?$/;
const summary = /^(=+ )?((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s(?: \(\d+:\d\d:\d\d\))?( =+)?$/;
const dots: Readonly<Record<string, Mark>> = { '.': 'passed', F: 'failed', E: 'failed', s: 'skipped' };
const words: Readonly<Record<string, Mark>> = {
  PASSED: 'passed',
  FAILED: 'failed',
  ERROR: 'failed',
  SKIPPED: 'skipped',
};
const outcomes = ['passed', 'failed', 'error', 'errors', 'skipped', 'xfailed', 'xpassed'];
const others = ['deselected', 'warning', 'warnings', 'rerun', 'reruns', 'subtests'];

/** pytest, also with -q, -v, -s and under xdist. What is expected to fail is neither passed nor failed. */
class PytestReport implements TestReport {
  readonly runner = 'pytest';
  readonly tally = new Tally();
  /** A test whose name was printed and whose result stands on a later line, after its own output. */
  #named: string | null = null;
  #isTelling = false;

  read(line: string): void {
    if (banner.test(line)) {
      this.tally.restart();
      this.#isTelling = false;
    } else if (this.#heading(line) || this.#summary(line)) {
      this.#named = null;
    } else if (!this.#isTelling || !this.#rest(line)) {
      this.#announce(line);
      this.#result(line);
    }
  }

  /** `collected 47 items / 3 deselected / 44 selected`; under xdist each worker says the same number. */
  #announce(line: string): void {
    const collected = /^(?:collecting \.\.\. )?collected (\d+) items?(?: \/ .*)?$/.exec(line);
    const selected = collected === null ? undefined : / \/ (\d+) selected/.exec(line)?.[1];
    const workers = /^(?:gw\d+ \[(\d+)\](?: \/ gw\d+ \[\d+\])*|\d+ workers? \[(\d+) items?\])$/.exec(line);
    const total = selected ?? collected?.[1] ?? workers?.[1] ?? workers?.[2];
    if (total !== undefined) {
      this.tally.announce(Number(total));
    }
  }

  #result(line: string): void {
    const [name, word] = this.#resultOf(line);
    if (word === undefined) {
      this.#named = /^(\S+\.py::\S+)/.exec(line)?.[1] ?? this.#named;
      this.#row(line);
      return;
    }
    this.#isTelling = false;
    this.#named = null;
    this.tally.count(words[word] ?? 'none');
    if (word === 'FAILED' || word === 'ERROR') {
      this.tally.failures.add(name ?? '');
    }
  }

  /** The name of a test and its result, which with -s may stand alone on a later line. */
  #resultOf(line: string): (string | undefined)[] {
    const told = result.exec(line);
    const swapped = told === null ? distributed.exec(line) : null;
    if (told !== null) {
      return [told[1], told[2]];
    }
    if (swapped !== null) {
      return [swapped[2], swapped[1]];
    }
    return this.#named !== null && alone.test(line) ? [this.#named, /^[A-Z]+/.exec(line)?.[0] ?? ''] : [];
  }

  #row(line: string): void {
    const found = row.exec(line);
    if (found !== null && (found[1] !== undefined || line.endsWith(']'))) {
      this.#isTelling = false;
      for (const dot of found[2] ?? '') {
        this.tally.count(dots[dot] ?? 'none');
      }
    }
  }

  /** `____ TestSum.test_carries ____` begins what a failure printed; `==== FAILURES ====` the part of them. */
  #heading(line: string): boolean {
    const name = /^_{3,} (\S.*?) _{3,}$/.exec(line)?.[1];
    if (name !== undefined && this.#isTelling) {
      const short = name.replace(/^ERROR (?:at (?:setup|teardown) of |collecting )/, '');
      this.tally.failures.open(this.#fullName(short));
      return true;
    }
    const part = /^=+ (ERRORS|FAILURES|short test summary info|warnings summary.*|slowest .*) =+$/.exec(line);
    if (part !== null) {
      this.tally.failures.close();
      this.#isTelling = true;
    }
    return part !== null;
  }

  #fullName(short: string): string {
    const tail = `::${short.replace('.', '::')}`;
    return this.tally.failures.failures.find(({ name }) => name.endsWith(tail))?.name ?? short;
  }

  /** In the part of the failures only the short lines count: `FAILED tests/a.py::test_x - assert …`. */
  #rest(line: string): boolean {
    const found = /^(?:FAILED|ERROR) (\S+?(?:::(.+?))?)(?: - .*)?$/.exec(line);
    if (found !== null && found[1]?.includes('.py') === true) {
      this.tally.failures.rename((found[2] ?? '').replace('::', '.'), found[1]);
    }
    return !this.tally.isOver;
  }

  #summary(line: string): boolean {
    if (/^(?:=+ )?no tests ran in [\d.]+s(?: =+)?$/.test(line) && this.tally.seen === 0) {
      this.tally.conclude({ passed: 0, failed: 0, skipped: 0, total: 0 }, true);
      return true;
    }
    const found = summary.exec(line);
    const parts = (found?.[2] ?? '').split(', ').map((part) => part.split(' '));
    const isWhole = (found?.[1] === undefined) === (found?.[3] === undefined);
    if (found === null || !isWhole || !parts.every(([, word = '']) => [...outcomes, ...others].includes(word))) {
      return false;
    }
    const of = (...names: string[]) =>
      parts.reduce((sum, [count, word = '']) => sum + (names.includes(word) ? Number(count) : 0), 0);
    const failed = of('failed', 'error', 'errors');
    const total = Math.max(of(...outcomes), this.tally.announced ?? 0);
    this.tally.failures.close();
    this.tally.conclude({ passed: of('passed'), failed, skipped: of('skipped'), total });
    return true;
  }
}

export const pytestFormat: ReportFormat = {
  starts: (line) => (banner.test(line) || /^[.FEsxX]+ +\[ *\d+%\]$/.test(line) ? 'sure' : null),
  create: () => new PytestReport(),
};
