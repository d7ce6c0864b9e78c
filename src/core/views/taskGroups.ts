import type { TaskView } from '../../protocol';
import type { Translate } from '../translate';

export type TaskGroup = 'waiting' | 'running' | 'complete' | 'failed' | 'stopped' | 'archived' | 'discarded';

/** In the order they are shown. */
export const taskGroups: readonly TaskGroup[] = [
  'waiting',
  'running',
  'complete',
  'failed',
  'stopped',
  'archived',
  'discarded',
];

/** A task that was archived and works again is shown where it is seen. */
export function groupOf(view: Pick<TaskView, 'state' | 'app'>): TaskGroup {
  if (view.app.landing.kind === 'discarded') {
    return 'discarded';
  }
  const { kind } = view.state;
  if (view.app.marks.archived && isSettled(view)) {
    return 'archived';
  }
  return kind === 'queued' || kind === 'preparing' ? 'running' : kind;
}

/** Nothing is done for it, and it asks for nothing. */
export function isSettled({ state }: Pick<TaskView, 'state'>): boolean {
  return state.kind === 'complete' || state.kind === 'failed' || state.kind === 'stopped';
}

export function groupLabel(group: TaskGroup, t: Translate): string {
  const labels: Record<TaskGroup, string> = {
    waiting: t('Waiting'),
    running: t('Running'),
    complete: t('Complete'),
    failed: t('Failed'),
    stopped: t('Stopped'),
    archived: t('Archived'),
    discarded: t('Discarded'),
  };
  return labels[group];
}

/**
 * Each group that has members: what is pinned first, then newest first, but the longest waiting first of those that wait.
 * A discarded task that can't be restored any more is left out.
 */
export function groupTasks(views: Iterable<TaskView>): { group: TaskGroup; views: TaskView[] }[] {
  const shown = [...views].filter(isListed);
  return taskGroups
    .map((group) => ({ group, views: shown.filter((view) => groupOf(view) === group).sort(orderIn(group)) }))
    .filter((entry) => entry.views.length > 0);
}

/** Whether anything can still be done with it. */
export function isListed({ app }: TaskView): boolean {
  return !(app.landing.kind === 'discarded' && app.landing.expired);
}

function orderIn(group: TaskGroup): (a: TaskView, b: TaskView) => number {
  const order = group === 'waiting' ? askedFirst : newestFirst;
  return (a, b) => pinnedFirst(a, b) || order(a, b);
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

function pinnedFirst(a: TaskView, b: TaskView): number {
  return Number(b.app.marks.pinned) - Number(a.app.marks.pinned);
}

function newestFirst(a: TaskView, b: TaskView): number {
  return a.task.id < b.task.id ? 1 : -1;
}

/** What is pinned first, then newest first. */
export function pinnedThenNewest(a: TaskView, b: TaskView): number {
  return pinnedFirst(a, b) || newestFirst(a, b);
}
