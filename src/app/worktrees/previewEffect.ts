import { TaskError } from '../../core/errors';
import type { EffectPreview, EffectPreviews } from '../../core/previewPorts';
import type { Git } from '../../core/worktrees/gitPorts';
import type { TaskView } from '../../protocol';

/** Whether the task waits for a command that can be tried out. */
export function canPreview({ state, app }: TaskView): boolean {
  const isCommand = state.kind === 'waiting' && state.request.kind === 'approval' && state.request.effect !== 'file';
  return isCommand && app.workspace !== null && app.landing.kind === 'none';
}

/**
 * What the command that the task waits for would change, from a run on a copy that is thrown away. Throws
 * `TaskError('not-possible-now')` when it waits for something else, and `ProcessError('sandbox')` where this can't be done.
 */
export function previewEffect(
  { previews, git }: { previews: EffectPreviews; git: Pick<Git, 'checkOutBeside'> },
  view: TaskView,
  signal: AbortSignal,
): Promise<EffectPreview> {
  const { workspace } = view.app;
  const request = view.state.kind === 'waiting' ? view.state.request : null;
  if (workspace === null || request?.kind !== 'approval' || !canPreview(view)) {
    return Promise.reject(
      new TaskError('not-possible-now', 'This task does not wait for a command that could be tried out.'),
    );
  }
  const [repo] = workspace.repos;
  const { worktree, commonDir, gitDir } = repo;
  const missing = (folder: string) => git.checkOutBeside(repo, folder);
  const { command } = request;
  const readOnly = [commonDir, gitDir];
  return previews.run({ taskId: view.task.id, worktree, command, readOnly, workspace, missing }, signal);
}
