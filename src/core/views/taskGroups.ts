import type { TaskView } from '../../protocol';
import type { Translate } from '../translate';

export type TaskGroup = 'waiting' | 'running' | 'complete' | 'failed' | 'stopped' | 'discarded';

/** In the order they are shown. */
export const taskGroups: readonly TaskGroup[] = ['waiting', 'running', 'complete', 'failed', 'stopped', 'discarded'];

export function groupOf(view: Pick<TaskView, 'state' | 'app'>): TaskGroup {
  if (view.app.landing.kind === 'discarded') {
    return 'discarded';
  }
  const { kind } = view.state;
  return kind === 'queued' || kind === 'preparing' ? 'running' : kind;
}

export function groupLabel(group: TaskGroup, t: Translate): string {
  const labels: Record<TaskGroup, string> = {
    waiting: t('Waiting'),
    running: t('Running'),
    complete: t('Complete'),
    failed: t('Failed'),
    stopped: t('Stopped'),
    discarded: t('Discarded'),
  };
  return labels[group];
}

/**
 * Each group that has members, newest task first, but the longest waiting first of those that wait. A discarded task that
 * can't be restored any more is left out.
 */
export function groupTasks(views: Iterable<TaskView>): { group: TaskGroup; views: TaskView[] }[] {
  const shown = [...views].filter(({ app }) => !(app.landing.kind === 'discarded' && app.landing.expired));
  return taskGroups
    .map((group) => ({ group, views: shown.filter((view) => groupOf(view) === group).sort(orderIn(group)) }))
    .filter((entry) => entry.views.length > 0);
}

function orderIn(group: TaskGroup): (a: TaskView, b: TaskView) => number {
  return group === 'waiting' ? askedFirst : newestFirst;
}

/** The order of tasks by when they began to wait. */
export function askedFirst(a: TaskView, b: TaskView): number {
  const [first, second] = [askedAt(a), askedAt(b)].map((at) => Date.parse(at));
  return (first ?? 0) - (second ?? 0) || (a.task.id < b.task.id ? -1 : 1);
}

/** Older journals do not tell when, but nothing comes after a question but what the person says. */
function askedAt({ run, task }: TaskView): string {
  return run.requestedAt ?? run.updatedAt ?? task.createdAt;
}

function newestFirst(a: TaskView, b: TaskView): number {
  return a.task.id < b.task.id ? 1 : -1;
}
