import type { CleanupLimits } from '../worktrees/cleanupPlan';
import type { StoredDependencies } from './dependencyPorts';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Which stored folders go: of those that no task uses the ones that are too old, and the longest unused first while all
 * that agents take on the disk is more than the limit. `bytesBeside`: what their worktrees take.
 */
export function unwantedStored(
  stored: readonly StoredDependencies[],
  { maxAgeDays, maxBytes }: Pick<CleanupLimits, 'maxAgeDays' | 'maxBytes'>,
  { bytesBeside, nowMs }: { bytesBeside: number; nowMs: number },
): StoredDependencies[] {
  const unwanted: StoredDependencies[] = [];
  let total = stored.reduce((sum, { bytes }) => sum + bytes, bytesBeside);
  for (const each of stored.filter(({ users }) => users === 0).sort((a, b) => a.usedAtMs - b.usedAtMs)) {
    if (total > maxBytes || nowMs - each.usedAtMs > maxAgeDays * dayMs) {
      unwanted.push(each);
      total -= each.bytes;
    }
  }
  return unwanted;
}

/** What tasks would take on the disk beside what is stored, if each of them had a copy. */
export function savedByStore(stored: readonly StoredDependencies[]): number {
  return stored.reduce((sum, { bytes, users }) => sum + bytes * Math.max(0, users - 1), 0);
}
