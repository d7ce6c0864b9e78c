import { NodeTestSummary } from './nodeTestSummary';
import { type Mark, Tally } from './tally';
import type { ReportFormat, TestReport } from './testReport';

const result = /^ *(not )?ok \d+(?:(?: -)? (.*?))?(?: # (SKIP|TODO)\b.*)?$/i;

/** A result whose line has been read: only what follows says whether it was a test or a suite. */
interface Pending {
  mark: Mark;
  name: string;
  lines: string[];
}

/** The Test Anything Protocol, as node:test and others print it. */
class TapReport implements TestReport {
  readonly tally = new Tally();
  readonly #summary = new NodeTestSummary('#');
  #pending: Pending | null = null;
  #isYaml = false;
  /** node:test says `# Subtest` before each result, and its own counts at the end. */
  #isNode = false;

  get runner(): 'node:test' | 'tap' {
    return this.#isNode ? 'node:test' : 'tap';
  }

  read(line: string): void {
    if (this.#yaml(line)) {
      return;
    }
    this.#settle();
    this.#isNode ||= line.startsWith('# Subtest: ');
    const found = this.#isNode || !line.startsWith(' ') ? result.exec(line) : null;
    if (found !== null) {
      const mark = tapMark(found[1] !== undefined, found[3]?.toUpperCase());
      this.#pending = { mark, name: found[2] ?? '', lines: [] };
      return;
    }
    if (/^TAP version 1[34]$/.test(line)) {
      this.tally.restart();
    } else if (/^ *(\d+\.\.\d+|# .*)$/.test(line)) {
      this.#plan(line);
    }
  }

  /** The block under a result. What stands in it is no result. */
  #yaml(line: string): boolean {
    if (!this.#isYaml) {
      this.#isYaml = this.#pending !== null && /^ +---$/.test(line);
      return this.#isYaml;
    }
    if (/^ +\.\.\.$/.test(line)) {
      this.#isYaml = false;
    } else if (/^ *type: 'suite'$/.test(line) && this.#pending !== null) {
      this.#pending = null;
    } else if (this.#pending !== null && this.#pending.lines.length < 40) {
      this.#pending.lines.push(line);
    }
    return true;
  }

  #settle(): void {
    const pending = this.#pending;
    this.#pending = null;
    this.#isYaml = false;
    if (pending === null) {
      return;
    }
    this.tally.count(pending.mark);
    if (pending.mark === 'failed') {
      this.tally.failures.attach(pending.name, pending.lines);
    }
  }

  /** A plan before the results is the total. node:test prints it after them, for the outermost level only. */
  #plan(line: string): void {
    const said = this.#summary.read(line);
    if (said !== null) {
      this.tally.conclude(said, true);
      return;
    }
    const count = /^1\.\.(\d+)$/.exec(line)?.[1];
    if (count === undefined || this.#isNode) {
      return;
    }
    if (this.tally.seen === 0) {
      this.tally.announce(Number(count));
    } else if (this.tally.seen === Number(count)) {
      this.tally.concludeCounted();
    }
  }
}

function tapMark(isFailure: boolean, directive: string | undefined): Mark {
  if (directive !== undefined) {
    return directive === 'SKIP' ? 'skipped' : 'none';
  }
  return isFailure ? 'failed' : 'passed';
}

export const tapFormat: ReportFormat = {
  starts(line, previous) {
    if (/^TAP version 1[34]$/.test(line)) {
      return 'sure';
    }
    return line.startsWith('# Subtest: ') && /^(# .*)?$/.test(previous) ? 'maybe' : null;
  },
  create: () => new TapReport(),
};
