import { TaskError } from '../../core/errors';
import { resultTree, reviewBase } from '../../core/run/result';
import type { ObjectName, RepoWorkspace, TaskView } from '../../protocol';
import { refuseInPlace } from '../worktrees/workspaces';

/** A task's change as it is reviewed: from `base`, which holds what was taken of it already, to `head`. */
export interface Reviewed {
  repo: RepoWorkspace;
  base: ObjectName;
  head: ObjectName;
}

/** Throws `TaskError('no-changes')` before there is a worktree. */
export function reviewed(view: TaskView): Reviewed {
  const repo = view.app.workspace?.repos[0];
  if (repo === undefined) {
    throw new TaskError('no-changes', `"${view.task.title}" has not begun, so there is nothing to review yet.`);
  }
  return { repo, base: reviewBase(view) ?? repo.snapshot, head: resultTree(view) ?? repo.snapshot };
}

/** Throws `TaskError` where there is nothing that could be applied now. */
export function landable(view: TaskView): Reviewed {
  refuseInPlace(view.task, 'applied', 'Its changes are in your files already.');
  if (view.state.kind === 'running' || view.state.kind === 'preparing') {
    throw new TaskError('not-possible-now', 'The task is still at work, so its change is not complete.', {
      hint: 'Wait until it is done, or stop it first.',
    });
  }
  const found = reviewed(view);
  if (resultTree(view) === null) {
    throw new TaskError('no-changes', 'The task has changed nothing, so there is nothing to apply.');
  }
  return found;
}
