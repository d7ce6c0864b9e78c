import type { Verdict } from './safeToDelete';

export interface CleanupLimits {
  maxCount: number;
  maxAgeDays: number;
  maxBytes: number;
}

/** Unless a person says otherwise. */
export const usualCleanupLimits: CleanupLimits = { maxCount: 25, maxAgeDays: 30, maxBytes: 20_000_000_000 };

export interface CleanupCandidate {
  path: string;
  bytes: number;
  /** Of `bytes`, what a build or an install makes again. */
  outputBytes: number;
  usedAtMs: number | null;
  /** Nothing works in it and nothing waits to go on in it. */
  isIdle: boolean;
  verdict: Verdict;
}

/** What a clean-up would do, to be shown before it is done. */
export interface CleanupPlan {
  /** Whose build output goes; the trees stay. */
  free: string[];
  /** Trees of which it is proven that nothing is lost with them. */
  remove: string[];
  bytesBefore: number;
  bytesAfter: number;
  /** The limits still do not hold, because what is left has to be kept. */
  isStillOver: boolean;
}

const dayMs = 24 * 60 * 60 * 1000;

/** Only worktrees of ours. Build output goes before trees, the longest unused first, and no more than the limits ask for. */
export function planCleanup(
  candidates: readonly CleanupCandidate[],
  limits: CleanupLimits,
  nowMs: number,
): CleanupPlan {
  const idle = candidates.filter(({ isIdle }) => isIdle).sort((a, b) => ageOf(b, nowMs) - ageOf(a, nowMs));
  const bytesBefore = candidates.reduce((sum, { bytes }) => sum + bytes, 0);
  let bytes = bytesBefore;
  const free: CleanupCandidate[] = [];
  for (const each of idle) {
    if (each.outputBytes > 0 && (bytes > limits.maxBytes || isOld(each, limits, nowMs))) {
      free.push(each);
      bytes -= each.outputBytes;
    }
  }
  const remove: CleanupCandidate[] = [];
  for (const each of idle.filter(({ verdict }) => verdict.kind === 'safe')) {
    const isTooMany = candidates.length - remove.length > limits.maxCount;
    if (isTooMany || bytes > limits.maxBytes || isOld(each, limits, nowMs)) {
      remove.push(each);
      bytes -= each.bytes - (free.includes(each) ? each.outputBytes : 0);
    }
  }
  return {
    free: free.filter((each) => !remove.includes(each)).map(({ path }) => path),
    remove: remove.map(({ path }) => path),
    bytesBefore,
    bytesAfter: bytes,
    isStillOver: bytes > limits.maxBytes || candidates.length - remove.length > limits.maxCount,
  };
}

function isOld(candidate: CleanupCandidate, { maxAgeDays }: CleanupLimits, nowMs: number): boolean {
  return ageOf(candidate, nowMs) > maxAgeDays * dayMs;
}

/** Of a time that is not known, or lies ahead because a clock was set, nothing follows: it counts as now. */
function ageOf({ usedAtMs }: CleanupCandidate, nowMs: number): number {
  return usedAtMs === null ? 0 : Math.max(0, nowMs - usedAtMs);
}
