import { setImmediate as turn } from 'node:timers/promises';

const sliceMs = 8;

/**
 * For work on many files that is done at once for each, which costs a fraction of a way through the thread pool: others
 * get their turn every few milliseconds.
 */
export class Slices {
  private since = performance.now();

  /** Whether it is time for `next`: asked between two files, since awaiting nothing costs more than a look at one. */
  get isOver(): boolean {
    return performance.now() - this.since > sliceMs;
  }

  async next(): Promise<void> {
    await turn();
    this.since = performance.now();
  }
}
