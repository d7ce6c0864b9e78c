import type { TaskView } from '../../protocol';

/** The folders that a task works in, one for each of its repositories; none before they are made. */
export function worktreesOf({ app }: Pick<TaskView, 'app'>): string[] {
  return app.workspace?.repos.map(({ worktree }) => worktree) ?? [];
}
