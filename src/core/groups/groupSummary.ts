import type { TaskView } from '../../protocol';
import type { Translate } from '../translate';

type Count = 'waiting' | 'running' | 'queued' | 'verified' | 'complete' | 'failed' | 'stopped' | 'discarded';

const order: readonly Count[] = [
  'waiting',
  'running',
  'queued',
  'verified',
  'complete',
  'failed',
  'stopped',
  'discarded',
];

/** How the members of a group stand: `3 racers: 1 running, 2 verified`. What was made of them, and who judges them, are none of them. */
export function groupSummary(views: readonly TaskView[], t: Translate): string {
  const members = views.filter((view) => !isBeside(view));
  const isRace = members.some(({ task }) => task.group?.kind === 'race');
  const counts = order
    .map((kind) => ({ kind, count: members.filter((view) => kindOf(view) === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => countLabel(kind, count, t))
    .join(', ');
  const size = members.length;
  if (isRace) {
    return size === 1 ? t('1 racer: {0}', counts) : t('{0} racers: {1}', size, counts);
  }
  return size === 1 ? t('1 agent: {0}', counts) : t('{0} agents: {1}', size, counts);
}

/** Its change was put together of the results of others, or it only says what it thinks of them. */
function isBeside({ task }: TaskView): boolean {
  return (task.base?.kind === 'point' && task.base.from !== undefined) || task.mode === 'ask';
}

function kindOf({ state, app }: TaskView): Count {
  if (app.landing.kind === 'discarded') {
    return 'discarded';
  }
  switch (state.kind) {
    case 'preparing':
    case 'running':
      return 'running';
    case 'complete':
      return state.result.kind === 'verified' ? 'verified' : 'complete';
    case 'queued':
    case 'waiting':
    case 'failed':
    case 'stopped':
      return state.kind;
  }
}

function countLabel(kind: Count, count: number, t: Translate): string {
  const labels: Record<Count, string> = {
    waiting: t('{0} waiting', count),
    running: t('{0} running', count),
    queued: t('{0} queued', count),
    verified: t('{0} verified', count),
    complete: t('{0} complete', count),
    failed: t('{0} failed', count),
    stopped: t('{0} stopped', count),
    discarded: t('{0} discarded', count),
  };
  return labels[kind];
}
