import type { Totals } from './tally';

const order = ['tests', 'suites', 'pass', 'fail', 'cancelled', 'skipped', 'todo', 'duration_ms'];

/** The lines at the end of node:test's reports, from `tests N` to `duration_ms N`, with nothing between them. */
export class NodeTestSummary {
  #values: Readonly<Record<string, number>> = {};
  #at = -1;

  /** `sign` begins each line: `ℹ` or `#`. */
  constructor(private readonly sign: string) {}

  /** The counts, at the last line; null at any other. */
  read(line: string): Totals | null {
    const [sign = '', name = '', value = '', ...rest] = line.split(' ');
    const at = sign === this.sign && rest.length === 0 && /^\d+(\.\d+)?$/.test(value) ? order.indexOf(name) : -1;
    if (at !== 0 && (at <= this.#at || this.#at === -1)) {
      this.#at = -1;
      return null;
    }
    this.#values = at === 0 ? { tests: Number(value) } : { ...this.#values, [name]: Number(value) };
    this.#at = at;
    return name === 'duration_ms' ? this.#totals() : null;
  }

  #totals(): Totals {
    const of = (name: string) => this.#values[name] ?? 0;
    this.#at = -1;
    return {
      passed: of('pass'),
      failed: of('fail') + of('cancelled'),
      skipped: of('skipped'),
      total: of('tests'),
    };
  }
}
