import { TaskError } from '../../core/errors';
import type { TaskView } from '../../protocol';

/** For what is done with the change of one repository only. */
export function refuseSeveral({ task }: Pick<TaskView, 'task'>, what: string): void {
  if (task.joined !== undefined) {
    const message = `The change of ${task.title} is of several repositories, and can't be ${what} for all of them at once.`;
    throw new TaskError('not-possible-now', message, {
      hint: 'Apply it, then commit or publish it in each repository.',
    });
  }
}
