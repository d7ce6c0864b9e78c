import { checksOf } from '../checks/checks';
import type { BaseMove, TaskView } from '../../protocol';

/** Why a task can't be brought up to its branch, as a sentence; null when it can where the branch has moved. */
export function whyNotUpdatable({ task, app, state }: TaskView): string | null {
  if (task.place === 'here') {
    return 'The task works in your checkout itself, so there is nothing to bring up to it.';
  }
  if (task.joined !== undefined) {
    return 'A task of several repositories is not brought up to their branches yet. Apply or land what it has come to, and start another task.';
  }
  if (task.base !== undefined) {
    return 'The task did not begin from your checkout, so it does not follow the branch that is checked out there.';
  }
  if (app.landing.kind !== 'none') {
    return 'The change of this task is in your checkout already, or the task was discarded.';
  }
  if (app.workspace === null) {
    return 'The task has not begun, so it will begin from what your checkout is then.';
  }
  const isAtRest = state.kind === 'complete' || state.kind === 'failed';
  return isAtRest || (state.kind === 'stopped' && state.by === 'user')
    ? null
    : 'The task is still at work or waits for you. Wait until it is done, or stop it first.';
}

/** Whether its checks could be run on what an update would make, and were not yet. */
export function canTryUpdate({ task, state }: TaskView, { canUpdate, tried }: BaseMove): boolean {
  const hasCommand = checksOf(task).some(({ kind }) => kind === 'command');
  return canUpdate && tried === undefined && state.kind === 'complete' && hasCommand;
}
