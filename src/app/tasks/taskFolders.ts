import { worktreesOf } from '../../core/worktrees/worktreesOf';
import type { TaskView } from '../../protocol';

/** Whether a task concerns who has this folder open: it is of the task's repository, around it, or of its worktree. */
export function isTaskOf(view: TaskView, folder: string): boolean {
  const worktrees = worktreesOf(view);
  return (
    view.task.repos.some(({ root }) => isRelated(folder, root)) ||
    worktrees.some((worktree) => isInside(folder, worktree))
  );
}

/** Whether the folder is the worktree that was made for the task, or in it. */
export function isWorktreeOf({ task, app }: TaskView, folder: string): boolean {
  const worktrees = app.landing.kind === 'discarded' ? [] : (app.workspace?.repos ?? []);
  return task.place !== 'here' && worktrees.some(({ worktree }) => isInside(folder, worktree));
}

/** One folder is the other one, or holds it. */
export function isRelated(a: string, b: string): boolean {
  return isInside(a, b) || isInside(b, a);
}

/** Whether the inner path is the outer one, or below it. */
export function isInside(inner: string, outer: string): boolean {
  const isAtBoundary = /[/\\]$/.test(outer) || /^[/\\]?$/.test(inner.charAt(outer.length));
  return inner.startsWith(outer) && isAtBoundary;
}
