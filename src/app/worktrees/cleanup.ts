import { type CleanupLimits, type CleanupPlan, planCleanup } from '../../core/worktrees/cleanupPlan';
import type { Verdict } from '../../core/worktrees/safeToDelete';
import type { KnownWorktree, WorktreeCare, WorktreeUse } from './worktreeCare';

/** A worktree with all that a clean-up has to know of it. */
export interface LookedAt {
  worktree: KnownWorktree;
  use: WorktreeUse;
  verdict: Verdict;
}

/** Looks at one after the other and tells of each as it is known. */
export async function lookAtAll(
  care: WorktreeCare,
  worktrees: readonly KnownWorktree[],
  onLook: (looked: LookedAt) => void = () => undefined,
): Promise<LookedAt[]> {
  const all: LookedAt[] = [];
  for (const worktree of worktrees) {
    const [use, verdict] = await Promise.all([care.use(worktree), care.verdict(worktree)]);
    const looked = { worktree, use, verdict };
    all.push(looked);
    onLook(looked);
  }
  return all;
}

/** What would be done, of worktrees of tasks alone. Nothing is touched. */
export function previewCleanup(
  care: WorktreeCare,
  looked: readonly LookedAt[],
  { limits, nowMs }: { limits: CleanupLimits; nowMs: number },
): CleanupPlan {
  const ours = looked.filter(({ worktree }) => worktree.taskId !== null && worktree.state === 'present');
  const candidates = ours.map(({ worktree, use, verdict }) => ({
    path: worktree.path,
    bytes: use.bytes,
    outputBytes: use.output.reduce((sum, { bytes }) => sum + bytes, 0),
    usedAtMs: worktree.usedAtMs,
    isIdle: care.isIdle(worktree),
    verdict,
  }));
  return planCleanup(candidates, limits, nowMs);
}

/** Does what was previewed, one by one; a tree whose proof no longer holds is kept. Returns the bytes freed. */
export async function carryOutCleanup(
  care: WorktreeCare,
  looked: readonly LookedAt[],
  plan: CleanupPlan,
  onDone: (line: string) => void = () => undefined,
): Promise<number> {
  let freed = 0;
  for (const { worktree, use } of looked) {
    if (plan.free.includes(worktree.path)) {
      freed += await care.freeOutput(worktree);
      onDone(`Freed the build output of ${worktree.path}`);
    } else if (plan.remove.includes(worktree.path) && (await care.verdict(worktree)).kind === 'safe') {
      await care.salvageAndRemove(worktree);
      freed += use.bytes;
      onDone(`Removed ${worktree.path}`);
    }
  }
  return freed;
}
