import type { TestCounts, TestFailure } from '../../protocol';
import { OutputLines } from './outputLines';
import { reportFormats } from './reportFormats';
import { type Tally, type Totals, sumOf } from './tally';
import type { Certainty, ReportFormat, TestReport } from './testReport';

interface Run {
  format: ReportFormat;
  certainty: Certainty;
  report: TestReport;
}

/** A failed test and what the runner printed of it, which may be nothing. */
export interface FailureReport {
  failure: TestFailure;
  text: string;
}

const maxFailures = 50;

/**
 * Reads what test runners print while they print it. Several runs in one output are added up. While one run goes on,
 * nothing that its tests print begins another.
 */
export class TestProgress {
  readonly #lines = new OutputLines();
  readonly #runs: Run[] = [];
  /** Looks like a run, but other programs print such lines too. */
  #candidate: Run | null = null;
  #previous = '';
  #shown: TestCounts | null = null;

  /** How the output is cut into pieces makes no difference. */
  push(text: string): void {
    for (const line of this.#lines.push(text)) {
      this.#readLine(line);
      this.#previous = line;
    }
    this.#show(
      this.#runs.map(({ report }, at) => (at === this.#runs.length - 1 ? report.tally.live : report.tally.final)),
    );
  }

  /** The output is over: reads a last line that has no end, and takes the summaries as said. */
  end(): void {
    this.push('\n\n');
    this.#show(this.#real.map(({ report }) => report.tally.final));
  }

  /** What is known so far; null before anything was counted. It never goes back and never has more than its total. */
  get counts(): TestCounts | null {
    return this.#shown;
  }

  /** After the end: the runners' last word, which may be less than a program made it look like before. */
  get result(): TestCounts | null {
    const totals = sumOf(this.#real.flatMap(({ report }) => report.tally.final ?? []));
    return totals === null ? null : this.#countsOf(totals);
  }

  /** The failed tests in their order, at most 50. */
  get failures(): FailureReport[] {
    const all = this.#real.flatMap(({ report }) => {
      const { failures, blocks } = report.tally.failures;
      return failures.map((failure, at) => ({ failure, text: blocks[at] ?? '' }));
    });
    return all.slice(0, maxFailures);
  }

  /** A summary with nothing before it counts only when it is all there is; results without a summary only of a sure run. */
  get #real(): Run[] {
    const isAll = this.#runs.length === 0 && this.#candidate?.report.tally.end === 'bare';
    if (isAll && this.#candidate !== null) {
      return [this.#candidate];
    }
    return this.#runs.filter(({ certainty, report }) => certainty === 'sure' || report.tally.end !== 'none');
  }

  #readLine(line: string): void {
    const current = this.#runs.at(-1);
    if (current === undefined || !blocks(current.report.tally)) {
      this.#begin(line, current?.format);
    }
    const isNew = this.#runs.at(-1) !== current;
    this.#read(isNew ? undefined : current, line);
    const candidate = this.#candidate;
    this.#read(candidate ?? undefined, line);
    if (candidate !== null && isRun(candidate)) {
      this.#runs.push(candidate);
      this.#candidate = null;
    }
  }

  #read(run: Run | undefined, line: string): void {
    run?.report.read(line, this.#previous);
    run?.report.tally.failures.line(line);
  }

  /** A sure beginning is a run at once. */
  #begin(line: string, known: ReportFormat | undefined): void {
    for (const format of reportFormats) {
      const isKnown = format === known || format === this.#candidate?.format;
      const certainty = isKnown ? null : format.starts(line, this.#previous);
      if (certainty === 'sure') {
        const run = { format, certainty, report: format.create(line) };
        this.#read(run, line);
        this.#runs.push(run);
        this.#candidate = null;
        return;
      }
      if (certainty === 'maybe' || (certainty === 'hardly' && this.#candidate?.certainty !== 'maybe')) {
        this.#candidate = { format, certainty, report: format.create(line) };
      }
    }
  }

  #show(parts: readonly (Totals | null)[]): void {
    const totals = sumOf(parts.filter((part) => part !== null));
    if (totals !== null) {
      this.#shown = forward(this.#shown, this.#countsOf(totals));
    }
  }

  #countsOf({ passed, failed, skipped, total }: Totals): TestCounts {
    const runner = this.#real.findLast(({ report }) => report.tally.final !== null)?.report.runner ?? 'mocha';
    return {
      runner,
      passed,
      failed,
      ...(skipped > 0 || total !== null ? { skipped } : {}),
      ...(total === null ? {} : { total }),
    };
  }
}

/** Beyond doubt: more than one result, or a summary and something before it. */
function isRun({ certainty, report: { tally } }: Run): boolean {
  return (certainty === 'maybe' && tally.seen > 1) || tally.end === 'said' || tally.end === 'proven';
}

/**
 * A run that goes on, or has a summary that does not fit it. A runner that prints failures only says nothing of its end, so
 * it keeps no other from beginning.
 */
function blocks(tally: Tally): boolean {
  return tally.isOver ? !tally.isProven : tally.live !== null || !tally.isSilent;
}

function forward(shown: TestCounts | null, now: TestCounts): TestCounts {
  if (shown === null) {
    return now;
  }
  const passed = Math.max(shown.passed, now.passed);
  const failed = Math.max(shown.failed, now.failed);
  const skipped = Math.max(shown.skipped ?? 0, now.skipped ?? 0);
  const total = Math.max(now.total ?? 0, shown.total ?? 0);
  const isTotalKnown = total > 0 && passed + failed + skipped <= total && now.total !== undefined;
  return {
    runner: now.runner,
    passed,
    failed,
    ...(skipped > 0 || isTotalKnown ? { skipped } : {}),
    ...(isTotalKnown ? { total } : {}),
  };
}
