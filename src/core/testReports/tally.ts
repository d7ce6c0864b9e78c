import { FailureLog } from './failureLog';

/** `doubtful`: the line may or may not have been a test. */
export type Mark = 'passed' | 'failed' | 'skipped' | 'none' | 'doubtful';

/** Counts of tests; `total` is null while the runner has not printed it. Tests that are none of the three are in it. */
export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
  total: number | null;
}

type Counted = Record<Mark, number>;

interface Said extends Totals {
  isProven: boolean;
}

const nothing: Counted = { passed: 0, failed: 0, skipped: 0, none: 0, doubtful: 0 };

/**
 * What one runner has printed so far: results line by line, the total where it says it before, and its own summary. A
 * program under test can print all of these too, so a summary is held back until the output ends or a next run begins, and
 * one that is followed by more results counts as the end of a run only when it agrees with the results before it.
 */
export class Tally {
  readonly failures = new FailureLog();
  readonly #past: Totals[] = [];
  #counted = nothing;
  #announced: number | null = null;
  #said: Said | null = null;

  /** `isSilent`: a runner that may print failures only; its lines alone are no counts until one tells of a pass. */
  constructor(readonly isSilent = false) {}

  /** The runner says how many tests there will be. Only the first word counts, and only when it comes first. */
  announce(total: number): void {
    if (this.#announced === null && this.#said === null && total >= this.seen) {
      this.#announced = total;
    }
  }

  count(mark: Mark, times = 1): void {
    if (this.#said?.isProven === true) {
      this.#end(this.#said);
    }
    // A result after a summary that fits nothing before it: that was no summary.
    this.#said = null;
    const room = this.#announced === null ? times : Math.min(times, this.#announced - this.seen);
    if (room > 0) {
      this.#counted = { ...this.#counted, [mark]: this.#counted[mark] + room };
    }
  }

  /** The runner's summary. `isProven` says whether it fits what was printed before it. More than its total is none. */
  conclude(said: Totals, isProven = agrees(said, this.#counted)): void {
    if (said.total !== null && said.passed + said.failed + said.skipped > said.total) {
      return;
    }
    const last = this.#past.at(-1);
    if (last !== undefined && spans(said, last, this.#counted)) {
      this.#past.pop();
      this.#counted = joined(this.#counted, last);
      this.#said = { ...said, isProven: true };
    } else {
      this.#said = { ...said, isProven };
    }
  }

  /** The runner says that it is at its end, without counts: what was counted is all. */
  concludeCounted(): void {
    this.conclude({ ...this.#counted, total: this.#announced ?? this.seen }, true);
  }

  /** The next run of the same runner begins; false, and nothing happens, in the midst of a run. */
  restart(): boolean {
    const said = this.#said;
    const isEnd = said !== null && (said.isProven || this.seen === 0);
    if (isEnd) {
      this.#end(said);
    }
    return isEnd;
  }

  /** The run broke off: what was counted stays, and the next may begin. */
  abandon(): void {
    if (this.#said === null && this.seen > 0) {
      this.#end({ ...this.#counted, total: this.#announced });
    }
  }

  get isOver(): boolean {
    return this.#said !== null;
  }

  /** It is over, and its summary fits what was printed before it. */
  get isProven(): boolean {
    return this.#said?.isProven === true;
  }

  get announced(): number | null {
    return this.#announced;
  }

  /** Results since the run began. */
  get seen(): number {
    const { passed, failed, skipped, none } = this.#counted;
    return passed + failed + skipped + none;
  }

  /** How surely a run has ended here: by a summary that nothing else speaks for, by one, or by one that fits the results. */
  get end(): 'none' | 'bare' | 'said' | 'proven' {
    if (this.#past.length > 0 || this.#said?.isProven === true) {
      return 'proven';
    }
    return this.#said === null ? 'none' : this.seen === 0 ? 'bare' : 'said';
  }

  /** What is known while it runs; the summary, which may be a program's, is not in it. */
  get live(): Totals | null {
    const isHidden = (this.isSilent ? this.#counted.passed : this.seen) === 0;
    return sumOf(isHidden ? this.#past : [...this.#past, { ...this.#counted, total: this.#announced }]);
  }

  /** What is known when the output has ended. */
  get final(): Totals | null {
    return this.#said === null ? this.live : sumOf([...this.#past, this.#said]);
  }

  #end({ passed, failed, skipped, total }: Totals): void {
    this.#past.push({ passed, failed, skipped, total });
    this.#counted = nothing;
    this.#announced = null;
    this.#said = null;
  }
}

function agrees(said: Totals, counted: Counted): boolean {
  const { passed, failed, skipped, none, doubtful } = counted;
  const isNear = (count: number, seen: number) => seen <= count && count <= seen + doubtful;
  return passed + failed + skipped + none > 0 && isNear(said.passed, passed) && isNear(said.failed, failed);
}

/** What was taken for the end of a run was a program's: this summary is of all results before and after it. */
function spans(said: Totals, last: Totals, counted: Counted): boolean {
  const isBoth = said.passed === counted.passed + last.passed && said.failed === counted.failed + last.failed;
  return isBoth && !agrees(said, counted) && counted.passed + counted.failed > 0;
}

function joined(counted: Counted, past: Totals): Counted {
  return {
    ...counted,
    passed: counted.passed + past.passed,
    failed: counted.failed + past.failed,
    skipped: counted.skipped + past.skipped,
  };
}

/** Several runs together, null for none; the total is known when it is of each of them. */
export function sumOf(parts: readonly Totals[]): Totals | null {
  return parts.length === 0 ? null : parts.reduce(plus);
}

function plus(sum: Totals, part: Totals): Totals {
  return {
    passed: sum.passed + part.passed,
    failed: sum.failed + part.failed,
    skipped: sum.skipped + part.skipped,
    total: sum.total === null || part.total === null ? null : sum.total + part.total,
  };
}
