import type { Services } from '../../src/app/services';
import type { TaskId, TaskView } from '../../src/protocol';

/** Resolves when the store has the task in a state that is wanted. */
export function untilView(
  { store }: Pick<Services, 'store'>,
  taskId: TaskId,
  isWanted: (view: TaskView) => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      const view = store.current.get(taskId);
      if (view !== undefined && isWanted(view)) {
        listening.dispose();
        resolve();
      }
    };
    const listening = store.onDidChange(look);
    look();
  });
}
