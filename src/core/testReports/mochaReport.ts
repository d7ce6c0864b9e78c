import { MochaEpilogue, mochaResult, mochaSummary } from './mochaLines';
import { type Mark, Tally } from './tally';
import type { ReportFormat, TestReport } from './testReport';

const dots: Readonly<Record<string, Mark>> = { '.': 'passed', '․': 'passed', '!': 'failed', ',': 'skipped' };
const dotRow = /^ {2}[.․!,]+$/;

type Phase =
  | { kind: 'tests' }
  | { kind: 'summary'; passing: number; pending: number; failing: number }
  | { kind: 'failures'; left: number };

/** mocha: its `spec` and `dot` reporters, and the summary that all of its reporters print. */
class MochaReport implements TestReport {
  readonly runner = 'mocha';
  readonly tally = new Tally();
  readonly #epilogue = new MochaEpilogue();
  #phase: Phase = { kind: 'tests' };
  /** A test inside a suite was seen. Those outside of all run first, so what looks like one is no test from then on. */
  #isNested = false;

  read(line: string, previous: string): void {
    const summary = mochaSummary(line);
    if (summary?.word === 'passing') {
      this.tally.failures.close();
      this.#summary({ kind: 'summary', passing: summary.count, pending: 0, failing: 0 });
    } else if (this.#phase.kind === 'summary' && summary !== null) {
      this.#summary({ ...this.#phase, [summary.word]: summary.count });
    } else if (this.#phase.kind === 'summary') {
      this.#phase = this.#phase.failing > 0 ? { kind: 'failures', left: this.#phase.failing } : { kind: 'tests' };
      this.read(line, previous);
    } else if (this.#phase.kind === 'failures') {
      this.#failure(line, this.#phase.left, previous);
    } else {
      this.#test(line);
    }
  }

  #summary(phase: Extract<Phase, { kind: 'summary' }>): void {
    const { passing, pending, failing } = phase;
    this.#phase = phase;
    this.#isNested = false;
    this.tally.conclude({ passed: passing, failed: failing, skipped: pending, total: passing + pending + failing });
  }

  #test(line: string): void {
    const result = mochaResult(line);
    if (result !== null) {
      const isInside = line.startsWith('    ');
      this.#isNested ||= isInside;
      if (isInside || !this.#isNested) {
        this.tally.count(result.mark);
      }
    } else if (dotRow.test(line)) {
      for (const dot of line.trim()) {
        this.tally.count(dots[dot] ?? 'none');
      }
    }
  }

  /** What a failure prints may look like tests, so only a pass under a title, or dots, say that the failures are over. */
  #failure(line: string, left: number, previous: string): void {
    const { failures } = this.tally;
    if (this.#epilogue.begins(line) !== null) {
      failures.close();
      this.#phase = { kind: 'failures', left: left - 1 };
    } else if (left <= 0 && startsMocha(line, previous)) {
      failures.close();
      this.#phase = { kind: 'tests' };
      this.#test(line);
    } else {
      const title = this.#epilogue.title(line);
      if (title !== null) {
        failures.open(title);
      }
    }
  }
}

/** A first test stands under the title of its suite or after an empty line; so do the first dots. */
function startsMocha(line: string, previous: string): boolean {
  if (previous.trim() === '' && dotRow.test(line)) {
    return true;
  }
  const pass = /^( {2,})[✔✓√] \S/.exec(line);
  const indent = (pass?.[1]?.length ?? 0) - 2;
  return pass !== null && (previous.trim() === '' || (indent >= 2 && indent === previous.search(/\S/)));
}

export const mochaFormat: ReportFormat = {
  starts(line, previous) {
    if (dotRow.test(line) || mochaSummary(line)?.word === 'passing') {
      return 'hardly';
    }
    return startsMocha(line, previous) ? 'maybe' : null;
  },
  create: () => new MochaReport(),
};
