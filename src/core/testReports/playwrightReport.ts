import { type Mark, Tally } from './tally';
import type { ReportFormat, TestReport } from './testReport';

const banner = /^Running (\d+) tests? using \d+ workers?(?:, shard .*)?$/;
const result =
  /^ {2}([✓✘✔✖x×-]|ok) +\d+ ((?:\[[^\]]*\] › )?\S+:\d+:\d+ › .+?)( \(retry #\d+\))?(?: \([\d.]+(?:ms|s|m|h)\))?$/;
const heading = /^ {2}\d+\) ((?:\[[^\]]*\] › )?(\S+):(\d+):\d+ › .+?) ─+$/;
const summary = /^ {2}(\d+) (failed|flaky|interrupted|skipped|did not run|passed)(?: \([\d.]+(?:ms|s|m|h)\))?$/;
const marks: Readonly<Record<string, Mark>> = { '✓': 'passed', '✔': 'passed', ok: 'passed', '-': 'skipped' };

/** Playwright Test's `list`, `line` and `dot` reporters. Only `list` tells each test. */
class PlaywrightReport implements TestReport {
  readonly runner = 'playwright';
  readonly tally = new Tally();
  readonly #told = new Set<string>();
  #said: Readonly<Record<string, number>> = {};

  read(line: string): void {
    const { failures } = this.tally;
    const total = banner.exec(line)?.[1];
    const failed = heading.exec(line);
    const said = summary.exec(line);
    if (total !== undefined) {
      this.#begin(Number(total));
    } else if (failed !== null) {
      failures.open(failed[1] ?? '', { file: failed[2] ?? '', line: Number(failed[3]) });
    } else if (said !== null) {
      this.#summary(said[2] ?? '', Number(said[1]));
    } else {
      this.#other(line);
    }
  }

  #begin(total: number): void {
    this.tally.restart();
    this.tally.announce(total);
    this.tally.failures.close();
    this.#told.clear();
    this.#said = {};
  }

  /** The names under a count are further in than it; anything else ends a summary that was none. */
  #other(line: string): void {
    const name = /^ {4}(\S.*?) ─+$/.exec(line)?.[1];
    if (name !== undefined && Object.keys(this.#said).at(-1) === 'flaky') {
      this.tally.failures.forget(name);
    } else if (!/^ {4}\S/.test(line)) {
      this.#said = line.trim() === '' ? this.#said : {};
      this.#result(line);
    }
  }

  /** A test that is tried again is one test. */
  #result(line: string): void {
    const found = result.exec(line);
    const name = found?.[2] ?? '';
    if (found !== null && !this.#told.has(name)) {
      this.#told.add(name);
      this.tally.count(marks[found[1] ?? ''] ?? 'failed');
    }
  }

  /** The summary is whole, and no program's, when its counts make up the number of tests that was announced. */
  #summary(word: string, count: number): void {
    this.#said = { ...this.#said, [word]: count };
    const total = Object.values(this.#said).reduce((sum, part) => sum + part, 0);
    const { passed = 0, failed = 0, interrupted = 0, skipped = 0 } = this.#said;
    if (total === this.tally.announced) {
      this.tally.failures.close();
      this.tally.conclude({ passed, failed: failed + interrupted, skipped, total: this.tally.announced }, true);
    }
  }
}

export const playwrightFormat: ReportFormat = {
  starts: (line) => (banner.test(line) ? 'sure' : null),
  create: () => new PlaywrightReport(),
};
