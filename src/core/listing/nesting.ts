import type { TaskId, TaskView } from '../../protocol';

/** The task among these whose agent started this one. */
function parentIn(views: readonly TaskView[], { task }: TaskView): TaskView | undefined {
  const { startedBy } = task;
  return startedBy === undefined ? undefined : views.find((view) => view.task.id === startedBy.taskId);
}

/** Those that no other of these has started. */
export function topOf(views: readonly TaskView[]): TaskView[] {
  return views.filter((view) => parentIn(views, view) === undefined);
}

/** Those of these that the task's agent started, the oldest first. */
export function childrenIn(views: readonly TaskView[], taskId: TaskId): TaskView[] {
  const children = views.filter(({ task }) => task.startedBy?.taskId === taskId);
  return children.sort((a, b) => (a.task.id < b.task.id ? -1 : 1));
}

/** Each of `tops` with those that its agent started behind it, and theirs. */
export function withDescendants(tops: readonly TaskView[], views: readonly TaskView[]): TaskView[] {
  return tops.flatMap((view) => [view, ...withDescendants(childrenIn(views, view.task.id), views)]);
}

/** How many of these stand above it. */
export function depthIn(views: readonly TaskView[], view: TaskView): number {
  const parent = parentIn(views, view);
  return parent === undefined ? 0 : 1 + depthIn(views, parent);
}
