import { NodeTestSummary } from './nodeTestSummary';
import { type Mark, Tally } from './tally';
import type { ReportFormat, TestReport } from './testReport';

const result = /^( *)([✔✖﹣⚠]) (.*) \(\d+(?:\.\d+)?ms\)(?: # (.*))?$/;
const opening = /^( *)▶ (.+)$/;
const place = /^test at (.+):(\d+):\d+$/;

/** node:test's `spec` reporter. */
class NodeTestReport implements TestReport {
  readonly runner = 'node:test';
  readonly tally = new Tally();
  readonly #summary = new NodeTestSummary('ℹ');
  /** Suites and tests with subtests whose own closing line is still to come. */
  #open: readonly { indent: number; name: string }[] = [];
  #isOver = false;

  read(line: string, previous: string): void {
    const said = this.#summary.read(line);
    if (said !== null) {
      this.tally.conclude(said);
      this.#isOver = true;
      this.#open = [];
    } else if (this.#isOver && startsSpec(line, true)) {
      this.tally.failures.close();
      this.#isOver = false;
      this.#test(line);
    } else if (this.#isOver) {
      this.#failure(line, previous);
    } else {
      this.#test(line);
    }
  }

  #test(line: string): void {
    const opened = opening.exec(line);
    if (opened !== null) {
      this.#open = [...this.#open, { indent: opened[1]?.length ?? 0, name: opened[2] ?? '' }];
      return;
    }
    const found = result.exec(line);
    if (found === null) {
      return;
    }
    const [, indent = '', sign = '', name = '', directive] = found;
    const closed = this.#open.findLastIndex((open) => open.indent === indent.length && open.name === name);
    if (closed === -1) {
      this.tally.count(specMark(sign, directive));
    } else {
      // A test with subtests is a test, a suite is not, and both look the same.
      this.tally.count('doubtful');
      this.#open = this.#open.slice(0, closed);
    }
  }

  /** After the summary the failures are told again, each after its place. */
  #failure(line: string, previous: string): void {
    const at = place.exec(previous);
    const found = result.exec(line);
    if (at !== null && found !== null) {
      this.tally.failures.open(found[3] ?? '', { file: at[1] ?? '', line: Number(at[2]) });
    } else if (place.test(line)) {
      this.tally.failures.close();
    }
  }
}

/** A directive is `SKIP`, `TODO` or the reason of a todo; a todo is neither passed nor failed. */
function specMark(sign: string, directive: string | undefined): Mark {
  if (sign === '﹣') {
    return 'skipped';
  }
  if (directive !== undefined || sign === '⚠') {
    return 'none';
  }
  return sign === '✔' ? 'passed' : 'failed';
}

/** A failure alone begins no new run after a summary, because failures are told again there. */
function startsSpec(line: string, isAfterSummary: boolean): boolean {
  const found = result.exec(line);
  const isSure = !isAfterSummary || found?.[2] === '✔' || found?.[2] === '﹣';
  return (found?.[1] === '' && isSure) || /^▶ \S/.test(line);
}

export const nodeTestFormat: ReportFormat = {
  starts: (line) => (startsSpec(line, false) || /^ℹ tests \d+$/.test(line) ? 'maybe' : null),
  create: () => new NodeTestReport(),
};
