import { type Mark, Tally } from './tally';
import type { ReportFormat, TestReport } from './testReport';

const header = /^ ?(?:PASS|FAIL) +(?:\S+ +)?(\S+\.\w+)(?: \([\d.]+ m?s\))?$/;
const verbose = /^ {2,}([✓√✕×○✎]) (\S.*?)(?: \([\d.]+ m?s\))?$/;
const marks: Readonly<Record<string, Mark>> = {
  '✓': 'passed',
  '√': 'passed',
  '✕': 'failed',
  '×': 'failed',
  '○': 'skipped',
};
const counts = /^(Test Suites|Tests): +((?:\d+ [a-z]+(?:, )?)+)$/;

/** jest's `default` and `verbose` reporters. Without `verbose` a test is told only in the summary. */
class JestReport implements TestReport {
  readonly runner = 'jest';
  readonly tally = new Tally();
  readonly #files = new Set<string>();
  #isList = false;
  /** Files, from the line of the summary that stands before the one with tests. */
  #suites: number | null = null;

  read(line: string): void {
    const file = header.exec(line)?.[1];
    const suites = this.#suites;
    this.#suites = null;
    if (file !== undefined) {
      this.#file(file);
    } else if (/^ {2}● .+/.test(line)) {
      this.#failure(line.slice(4).trim());
    } else if (!this.#summary(line, suites)) {
      this.#test(line);
    }
  }

  #file(file: string): void {
    if (this.tally.isProven && this.tally.restart()) {
      this.#files.clear();
    }
    this.tally.failures.close();
    this.#files.add(file);
    this.#isList = true;
  }

  #failure(name: string): void {
    this.#isList = false;
    this.tally.failures.close();
    if (name === 'Test suite failed to run') {
      this.tally.failures.open([...this.#files].at(-1) ?? name);
    } else if (/ › |^[^›]+$/.test(name) && name !== 'Console') {
      this.tally.failures.open(name);
    }
  }

  /** Under the line of a file stand its tests, all at once: nothing that they print comes between. */
  #test(line: string): void {
    const found = verbose.exec(line);
    this.#isList &&= line.startsWith('  ');
    if (found !== null && this.#isList) {
      this.tally.count(marks[found[1] ?? ''] ?? 'none');
    }
  }

  #summary(line: string, suites: number | null): boolean {
    const found = counts.exec(line);
    if (found === null) {
      return false;
    }
    const numbers = numbersOf(found[2] ?? '');
    if (found[1] === 'Test Suites') {
      this.tally.failures.close();
      this.#suites = (numbers['total'] ?? 0) - (numbers['skipped'] ?? 0);
    } else if (suites !== null) {
      const { passed = 0, failed = 0, skipped = 0, total = 0 } = numbers;
      this.tally.conclude({ passed, failed, skipped, total }, suites === this.#files.size);
    }
    return true;
  }
}

function numbersOf(text: string): Partial<Record<string, number>> {
  const parts = text.split(', ').map((part) => part.split(' '));
  return Object.fromEntries(parts.map(([count, word = '']): [string, number] => [word, Number(count)]));
}

export const jestFormat: ReportFormat = {
  starts: (line) => (header.test(line) ? 'sure' : /^Test Suites: \d+ /.test(line) ? 'maybe' : null),
  create: () => new JestReport(),
};
