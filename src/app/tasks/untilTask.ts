import type { TaskId, TaskView } from '../../protocol';
import type { TaskStore } from './taskStore';

/** Resolves with the task as soon as the condition holds, at once where it does. */
export async function untilTask(
  store: Pick<TaskStore, 'get' | 'onDidChange'>,
  taskId: TaskId,
  isTrue: (view: TaskView) => boolean,
): Promise<TaskView> {
  await new Promise<void>((resolve) => {
    const listening = store.onDidChange((change) => look(change.taskId));
    const look = (changed: TaskId): void => {
      if (changed === taskId && isTrue(store.get(taskId))) {
        listening.dispose();
        resolve();
      }
    };
    look(taskId);
  });
  return store.get(taskId);
}
