import { bytesLabel } from './labels';
import { obstacleText, type Verdict } from './safeToDelete';
import { toolNames, type WorktreeTool } from './worktreeTools';
import type { FoundWorktree } from './worktreeCarePorts';

const dayMs = 24 * 60 * 60 * 1000;

/** `Cursor · feature/x · 3 days · orphan` */
export function worktreeText(worktree: FoundWorktree & { tool: WorktreeTool }, nowMs: number): string {
  const { tool, branch, head, usedAtMs, state } = worktree;
  const where = branch ?? (head === null ? '' : `detached at ${head.slice(0, 7)}`);
  const states = { present: '', missing: 'its folder is gone', orphan: 'orphan: git no longer knows it' };
  const parts = [toolNames[tool], where, usedAtMs === null ? '' : ageText(nowMs - usedAtMs), states[state]];
  return parts.filter((part) => part !== '').join(' · ');
}

/** `812 MB, 600 MB of it can be made again` */
export function useText({ bytes, output }: { bytes: number; output: readonly { bytes: number }[] }): string {
  const again = output.reduce((sum, each) => sum + each.bytes, 0);
  return again === 0 ? bytesLabel(bytes) : `${bytesLabel(bytes)}, ${bytesLabel(again)} of it can be made again`;
}

export function verdictText(verdict: Verdict): string {
  return verdict.kind === 'safe' ? 'nothing would be lost with it' : verdict.obstacles.map(obstacleText).join('; ');
}

function ageText(ms: number): string {
  const days = Math.floor(Math.max(0, ms) / dayMs);
  return days === 0 ? 'today' : days === 1 ? '1 day' : `${days} days`;
}
