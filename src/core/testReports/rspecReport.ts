import { type Mark, Tally } from './tally';
import type { ReportFormat, TestReport } from './testReport';

const finished = /^Finished in .*\d seconds? \(files took .*\d seconds? to load\)$/;
const summary = /^(\d+) examples?, (\d+) failures?(?:, (\d+) pending)?(?:, \d+ errors? occurred outside of examples)?$/;
const dots: Readonly<Record<string, Mark>> = { '.': 'passed', F: 'failed', '*': 'skipped' };

/** RSpec: its `progress` formatter, whose dots come as one line, and `documentation`, which marks no passes. */
class RspecReport implements TestReport {
  readonly runner = 'rspec';
  readonly tally = new Tally(true);
  #isTelling = false;

  read(line: string, previous: string): void {
    if (finished.test(previous) && this.#summary(line)) {
      this.#isTelling = false;
    } else if (/^(?:Failures:|Failed examples:|Pending: .*)$/.test(line) || finished.test(line)) {
      this.#part(line);
    } else if (this.#isTelling) {
      this.#failure(line);
    } else {
      this.#result(line);
    }
  }

  #part(line: string): void {
    this.tally.failures.close();
    this.#isTelling = line === 'Failures:';
    if (line !== 'Failed examples:') {
      this.tally.restart();
    }
  }

  #failure(line: string): void {
    const title = /^ {2}\d+\) (\S.*)$/.exec(line)?.[1];
    if (title !== undefined) {
      this.tally.failures.open(title);
    }
  }

  #result(line: string): void {
    const place = this.tally.isOver ? /^rspec (\S+):(\d+) # (.+)$/.exec(line) : null;
    if (place !== null) {
      this.tally.failures.add(place[3] ?? '', { file: place[1] ?? '', line: Number(place[2]) });
    } else if (/^[.F*]+$/.test(line)) {
      this.#dots(line);
    }
  }

  #dots(line: string): void {
    for (const dot of line) {
      this.tally.count(dots[dot] ?? 'none');
    }
  }

  #summary(line: string): boolean {
    const found = summary.exec(line);
    if (found !== null) {
      const [total = 0, failed = 0, skipped = 0] = found.slice(1).map((part) => Number(part || 0));
      const passed = total - failed - skipped;
      if (passed >= 0) {
        this.tally.conclude({ passed, failed, skipped, total }, true);
      }
    }
    return found !== null;
  }
}

export const rspecFormat: ReportFormat = {
  starts: (line) =>
    finished.test(line) || /^Failures:$|^[.F*]+$|^Randomized with seed \d+$/.test(line) ? 'hardly' : null,
  create: () => new RspecReport(),
};
