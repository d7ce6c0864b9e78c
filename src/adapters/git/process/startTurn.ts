import { setImmediate as turn } from 'node:timers/promises';

let last: Promise<unknown> = Promise.resolve();

/**
 * Resolves when a program may be started. Starting one holds the event loop for some milliseconds, so of many that are
 * wanted at once each has a turn of the loop of its own. Who comes alone does not wait.
 */
export function startTurn(): Promise<unknown> {
  const before = last;
  last = before.then(() => turn());
  return before;
}
