import { setImmediate as turn } from 'node:timers/promises';

let last: Promise<unknown> = Promise.resolve();

/**
 * Resolves when a piece of a journal may be parsed, which takes a few milliseconds: of many that are read at once each
 * has a turn of the event loop of its own. Who comes alone does not wait.
 */
export function readTurn(): Promise<unknown> {
  const before = last;
  last = before.then(() => turn());
  return before;
}
