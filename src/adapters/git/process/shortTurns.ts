import { setImmediate } from 'node:timers/promises';

/** Far below what a person or an editor's own work would notice. */
const usualTurnMs = 5;

/**
 * For many small calls to a local disk that are made at once, because each would take longer through the thread pool:
 * awaited after each, it lets the others of this process go on when they have waited long enough.
 */
export function shortTurns(turnMs = usualTurnMs): () => Promise<unknown> | null {
  let start = performance.now();
  return () => (performance.now() - start < turnMs ? null : setImmediate().then(() => (start = performance.now())));
}
