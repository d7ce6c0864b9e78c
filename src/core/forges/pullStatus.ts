import type { PullCheck, PullGlance, PullStatus } from '../../protocol';

/** What surfaces show of it. */
export function glanceOf({ state, checks, threads }: PullStatus): PullGlance {
  const count = (of: PullCheck['state']): number => checks.filter((check) => check.state === of).length;
  const counts = { passed: count('passed'), failed: count('failed'), pending: count('pending') };
  return { state, ...counts, comments: threads.length };
}

const passed = new Set(['success', 'passed']);
const skipped = new Set(['neutral', 'skipped', 'stale', 'manual', 'canceled', 'cancelled']);
const pending = new Set([
  '',
  'pending',
  'expected',
  'created',
  'waiting_for_resource',
  'preparing',
  'running',
  'scheduled',
]);

/** What a forge calls the state of a check, in our words; anything unknown has failed, so that nobody overlooks it. */
export function checkState(word: string): PullCheck['state'] {
  if (passed.has(word)) {
    return 'passed';
  }
  return skipped.has(word) ? 'skipped' : pending.has(word) ? 'pending' : 'failed';
}
