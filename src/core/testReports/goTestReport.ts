import { type Mark, Tally } from './tally';
import type { ReportFormat, TestReport } from './testReport';

const start = /^=== RUN +(\S+)$/;
const result = /^ *--- (PASS|FAIL|SKIP): (\S+) \(\d+\.\d+s\)$/;
const packageEnd = /^(?:ok {2}|FAIL|\? {3}|---)\t(\S+)/;
/** What stands before the end of a package whose tests ran. */
const testsEnd = /^(?:PASS|FAIL|coverage: .*|exit status \d+)$/;
const marks: Readonly<Record<string, Mark>> = { PASS: 'passed', FAIL: 'failed', SKIP: 'skipped' };
const maxLines = 400;

/** `go test -v`. Without -v go prints failures and packages only: the failures are read, and no counts. */
class GoTestReport implements TestReport {
  readonly runner = 'go';
  readonly tally: Tally;
  /** Tests that have begun, with what was printed since. Only these have a result. */
  readonly #running = new Map<string, string[]>();
  #current = '';
  #failed = '';

  constructor(isVerbose: boolean) {
    this.tally = new Tally(!isVerbose);
  }

  read(line: string, previous: string): void {
    const started = start.exec(line)?.[1];
    const found = result.exec(line);
    if (started !== undefined) {
      this.tally.failures.close();
      this.#running.set(started, []);
      this.#current = started;
    } else if (found !== null) {
      this.#result(found[1] ?? '', found[2] ?? '');
    } else if (packageEnd.test(line) && testsEnd.test(previous)) {
      this.#packageEnd();
    } else if (/^(?:PASS|FAIL)$/.test(line)) {
      this.tally.failures.close();
    } else {
      this.#output(line);
    }
  }

  #result(word: string, name: string): void {
    const { failures } = this.tally;
    const lines = this.#running.get(name);
    this.#running.delete(name);
    failures.close();
    this.#failed = word === 'FAIL' ? name : '';
    if (lines !== undefined) {
      this.tally.count(marks[word] ?? 'none');
    }
    if (word === 'FAIL' && lines === undefined) {
      failures.open(name);
    } else if (word === 'FAIL') {
      failures.attach(name, lines ?? []);
    }
  }

  #output(line: string): void {
    this.#current = /^=== (?:CONT|NAME) +(\S+)$/.exec(line)?.[1] ?? this.#current;
    if (line.startsWith('panic: ')) {
      this.tally.failures.attach(this.#failed, [line]);
      this.tally.failures.open(this.#failed);
    }
    const lines = this.#running.get(this.#current);
    if (lines !== undefined && lines.length < maxLines) {
      lines.push(line);
    }
  }

  /** go has no summary: what was counted at the end of a package is all of it. */
  #packageEnd(): void {
    this.tally.failures.close();
    if (this.tally.seen > 0 && !this.tally.isOver) {
      this.tally.concludeCounted();
    }
  }
}

export const goTestFormat: ReportFormat = {
  starts: (line) => (start.test(line) || /^--- FAIL: \S+ \(\d+\.\d+s\)$/.test(line) ? 'sure' : null),
  create: (line) => new GoTestReport(start.test(line)),
};
