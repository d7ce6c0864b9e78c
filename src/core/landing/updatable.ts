import { checksOf } from '../checks/checks';
import type { BaseMove, Task, TaskView } from '../../protocol';

/** Why a task can't be brought up to its branch, as a sentence; null when it can where the branch has moved. */
export function whyNotUpdatable(view: TaskView): string | null {
  return whyNotFollowing(view.task) ?? whyNotNow(view);
}

/** As `whyNotUpdatable`, whatever it is to be brought up to. */
export function whyNotNow({ app, state }: Pick<TaskView, 'app' | 'state'>): string | null {
  if (app.landing.kind !== 'none') {
    return 'The change of this task is in your checkout already, or the task was discarded.';
  }
  if (app.workspace === null) {
    return 'The task has not begun, so it will begin from what your checkout is then.';
  }
  const isAtRest = state.kind === 'complete' || state.kind === 'failed' || state.kind === 'waiting';
  return isAtRest || (state.kind === 'stopped' && state.by === 'user')
    ? null
    : 'The task is still at work. Wait until it is done, or stop it, update it, and let it go on with Retry.';
}

/** Why what the task began from can't move under it, as a sentence; null when it can. */
export function whyNotFollowing({ place, base, adopted }: Task): string | null {
  if (place === 'here') {
    return 'The task works in your checkout itself, so there is nothing to bring up to it.';
  }
  switch (base?.kind) {
    case 'pull':
      return `The task began from pull request #${base.number}, which is only fetched when a task begins. Start another task from it to have what is new there.`;
    case 'task':
      return 'The task began from the result of another agent. Apply that one or commit it to your branch first, or start another task from its newer result.';
    case 'point':
      return adopted === undefined
        ? 'The task is one of several that began at the same point, so that their results can be compared and joined. Apply it or commit it to your branch, and start what comes next from your branch.'
        : null;
    case 'ref':
    case undefined:
      return null;
  }
}

/** Whether its checks could be run on what an update would make, and were not yet. */
export function canTryUpdate({ task, state }: TaskView, { canUpdate, tried }: BaseMove): boolean {
  const hasCommand = checksOf(task).some(({ kind }) => kind === 'command');
  return canUpdate && tried === undefined && state.kind === 'complete' && hasCommand;
}
