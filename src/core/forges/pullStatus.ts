import type { PullCheck, PullGlance, PullStatus } from '../../protocol';

/** What surfaces show of it. */
export function glanceOf({ state, checks, threads }: PullStatus): PullGlance {
  const count = (of: PullCheck['state']): number => checks.filter((check) => check.state === of).length;
  const counts = { passed: count('passed'), failed: count('failed'), pending: count('pending') };
  return { state, ...counts, comments: threads.length };
}

/** Of the pull requests of several repositories: over only when all are. */
export function glanceOfSet(seen: readonly { member: string; status: PullStatus }[]): PullGlance {
  const parts = seen.map(({ member, status }) => ({ member, ...glanceOf(status) }));
  const sum = (of: 'passed' | 'failed' | 'pending' | 'comments'): number =>
    parts.reduce((total, part) => total + part[of], 0);
  const state = (['open', 'draft', 'closed'] as const).find((each) => parts.some((part) => part.state === each));
  return {
    state: state ?? 'merged',
    ...{ passed: sum('passed'), failed: sum('failed'), pending: sum('pending'), comments: sum('comments') },
    parts,
  };
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
