/** Adds up what passed, failed and was skipped, over checks and suites. */
export class Tally {
  #rows = [];

  /**
   * `note` says why something was skipped or is missing.
   * @param {{passed: number, failed: number, skipped: number, failures?: string[]}} counts with the names of what failed
   */
  add(name, counts, { seconds = 0, note = '' } = {}) {
    this.#rows.push({ name, failures: [], ...counts, seconds, note });
  }

  get total() {
    const sum = (key) => this.#rows.reduce((all, row) => all + row[key], 0);
    return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
  }

  /** One line a step, and below it one for each test that failed. */
  summary() {
    const width = Math.max(0, ...this.#rows.map(({ name }) => name.length));
    return this.#rows
      .flatMap(({ name, passed, failed, skipped, failures, seconds, note }) => {
        const counts = [passed, failed, skipped].map((count) => String(count).padStart(5)).join('');
        const row = `  ${name.padEnd(width)} ${counts} ${seconds.toFixed(0).padStart(5)} s  ${note}`.trimEnd();
        return [row, ...failures.map((failure) => `    ${failure}`)];
      })
      .join('\n');
  }

  lastLine() {
    const { passed, failed, skipped } = this.total;
    return `${passed} passed, ${failed} failed, ${skipped} skipped`;
  }
}

export const onePassed = { passed: 1, failed: 0, skipped: 0 };
export const oneFailed = { passed: 0, failed: 1, skipped: 0 };
export const oneSkipped = { passed: 0, failed: 0, skipped: 1 };
