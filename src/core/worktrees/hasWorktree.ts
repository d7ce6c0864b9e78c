import type { TaskView } from '../../protocol';

/** Whether a worktree of ours lies on the disk for the task. */
export function hasWorktree({ task, app }: TaskView): boolean {
  return task.place === 'worktree' && app.workspace !== null && app.landing.kind !== 'discarded';
}
