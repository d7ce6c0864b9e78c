import { bytesLabel } from '../labels/labels';
import { obstacleText, type Verdict } from './safeToDelete';
import { toolNames, type WorktreeTool } from './worktreeTools';
import type { Translate } from '../translate';
import type { FoundWorktree, KeptWorktree } from './worktreeCarePorts';

const dayMs = 24 * 60 * 60 * 1000;

/** `Cursor · feature/x · 3 days · orphan` */
export function worktreeText(worktree: FoundWorktree & { tool: WorktreeTool }, nowMs: number, t: Translate): string {
  const { tool, branch, head, usedAtMs, state } = worktree;
  const where = branch ?? (head === null ? '' : t('detached at {0}', head.slice(0, 7)));
  const states = { present: '', missing: t('its folder is gone'), orphan: t('orphan: git no longer knows it') };
  const parts = [toolNames[tool], where, usedAtMs === null ? '' : ageText(nowMs - usedAtMs, t), states[state]];
  return parts.filter((part) => part !== '').join(' · ');
}

/** `812 MB, 600 MB of it can be made again` */
export function useText(
  { bytes, output }: { bytes: number; output: readonly { bytes: number }[] },
  t: Translate,
): string {
  const again = output.reduce((sum, each) => sum + each.bytes, 0);
  return again === 0 ? bytesLabel(bytes) : t('{0}, {1} of it can be made again', bytesLabel(bytes), bytesLabel(again));
}

/** `removed 3 days ago` */
export function keptText({ atMs }: Pick<KeptWorktree, 'atMs'>, nowMs: number, t: Translate): string {
  const age = ageText(nowMs - atMs, t);
  return age === t('today') ? t('removed today') : t('removed {0} ago', age);
}

export function verdictText(verdict: Verdict, t: Translate): string {
  return verdict.kind === 'safe'
    ? t('nothing would be lost with it')
    : verdict.obstacles.map((each) => obstacleText(each, t)).join('; ');
}

function ageText(ms: number, t: Translate): string {
  const days = Math.floor(Math.max(0, ms) / dayMs);
  return days === 0 ? t('today') : days === 1 ? t('1 day') : t('{0} days', days);
}
