import type { ChainLink, TaskBase, TaskId, TaskView } from '../../protocol';

/**
 * What a task that begins after others starts from unless a person says otherwise: the result of the first one in the same
 * repository whose result is not in the checkout by then.
 */
export function baseAfter(
  links: readonly ChainLink[],
  root: string,
  find: (taskId: TaskId) => TaskView | undefined,
): TaskBase | undefined {
  const first = links.find(
    ({ taskId, condition }) => condition !== 'landed' && find(taskId)?.task.repos[0].root === root,
  );
  return first === undefined ? undefined : { kind: 'task', taskId: first.taskId };
}
