import { bytesLabel } from '../labels/labels';
import { type Obstacle, obstacleText, type Verdict } from './safeToDelete';
import { toolNames, type WorktreeTool } from './worktreeTools';
import type { TaskId } from '../../protocol';
import type { Translate } from '../translate';
import type { FoundWorktree, KeptWorktree } from './worktreeCarePorts';

const dayMs = 24 * 60 * 60 * 1000;

type Worktree = FoundWorktree & { tool: WorktreeTool; taskId: TaskId | null };

/** What is said of a worktree before anybody looks into it; a part that has nothing to say is empty. */
export interface WorktreeWords {
  tool: string;
  where: string;
  age: string;
  state: string;
}

export function worktreeWords(worktree: Worktree, nowMs: number, t: Translate): WorktreeWords {
  const { tool, branch, head, usedAtMs } = worktree;
  return {
    tool: toolNames[tool],
    where: branch ?? (head === null ? '' : t('detached at {0}', head.slice(0, 7))),
    age: usedAtMs === null ? '' : ageText(nowMs - usedAtMs, t),
    state: stateText(worktree, t),
  };
}

/** `Cursor · feature/x · 3 days · orphan` */
export function worktreeText(worktree: Worktree, nowMs: number, t: Translate): string {
  const { tool, where, age, state } = worktreeWords(worktree, nowMs, t);
  return [tool, where, age, state].filter((part) => part !== '').join(' · ');
}

/** Those of agents are always locked, so of them it is not said. */
function stateText({ state, tool, taskId, isLocked }: Worktree, t: Translate): string {
  const states = { present: '', missing: t('its folder is gone'), orphan: t('orphan: git no longer knows it') };
  const isOurs = tool === 'background-agents';
  const left = isOurs && taskId === null ? t('its agent is gone') : '';
  const locked = isLocked && !isOurs && taskId === null ? t('locked') : '';
  return [left, states[state], locked].filter((part) => part !== '').join(' · ');
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

/** What would be lost, or is in the way. Whose it is stands beside it already. */
export function verdictText(verdict: Verdict, t: Translate): string {
  const obstacles = obstaclesIn(verdict);
  return obstacles.length === 0
    ? t('nothing would be lost with it')
    : obstacles.map((each) => obstacleText(each, t)).join('; ');
}

/** The same as sentences, where a person is asked. */
export function verdictSentence(verdict: Verdict, t: Translate): string {
  return obstaclesIn(verdict).length === 0
    ? t('Nothing would be lost with it.')
    : t('What speaks against it: {0}.', verdictText(verdict, t));
}

function obstaclesIn(verdict: Verdict): readonly Obstacle[] {
  return verdict.kind === 'safe' ? [] : verdict.obstacles.filter(({ kind }) => kind !== 'not-ours');
}

function ageText(ms: number, t: Translate): string {
  const days = Math.floor(Math.max(0, ms) / dayMs);
  return days === 0 ? t('today') : days === 1 ? t('1 day') : t('{0} days', days);
}
