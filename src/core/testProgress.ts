import type { TestCounts } from '../protocol';
import { stripAnsi } from './ansi';
import { type Counts, type Run, noCounts, readMocha, readSpec, readTap, startsRun } from './testRunners';

const maxLineLength = 4096;

/**
 * Counts tests while a test runner prints them, from node:test (spec and TAP) and mocha. The runner's own summary has
 * the last word; the total is known only from there. Several runs in one output are added up.
 */
export class TestProgress {
  #partial = '';
  #before: Counts = noCounts;
  #run: Run | null = null;

  /** How the output is cut into pieces makes no difference. */
  push(text: string): void {
    const lines = text.split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      this.#readLine(this.#partial + line);
      this.#partial = '';
    }
    this.#partial = (this.#partial + last).slice(0, maxLineLength + 1);
  }

  /** Reads a last line that has no end. */
  end(): void {
    this.push('\n\n');
  }

  /** What is known so far; null before anything was counted. */
  get counts(): TestCounts | null {
    const run = this.#run;
    if (run === null) {
      return null;
    }
    const passed = this.#before.passed + run.passed;
    const failed = this.#before.failed + run.failed;
    const skipped = this.#before.skipped + run.skipped;
    const isOver = run.phase === 'over';
    if (!isOver && passed + failed + skipped === 0) {
      return null;
    }
    return {
      runner: run.form === 'mocha' ? 'mocha' : 'node:test',
      passed,
      failed,
      ...(isOver || skipped > 0 ? { skipped } : {}),
      ...(isOver ? { total: this.#before.total + run.total } : {}),
    };
  }

  #readLine(raw: string): void {
    if (raw.length > maxLineLength) {
      return;
    }
    const line = stripAnsi(raw).replace(/\r$/, '');
    const started = startsRun(line, this.#run);
    if (started !== null) {
      this.#before = this.#run === null ? this.#before : add(this.#before, this.#run);
      this.#run = started;
    }
    if (this.#run !== null && this.#run.phase !== 'over') {
      this.#run = readers[this.#run.form](this.#run, line);
    }
  }
}

const readers = { spec: readSpec, tap: readTap, mocha: readMocha };

function add(before: Counts, run: Counts): Counts {
  return {
    passed: before.passed + run.passed,
    failed: before.failed + run.failed,
    skipped: before.skipped + run.skipped,
    total: before.total + run.total,
  };
}
