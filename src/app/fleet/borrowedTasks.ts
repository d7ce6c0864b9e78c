import type { Log } from '../../core/ports';
import type { TaskFiles } from '../../core/storePorts';
import type { TaskId, TaskView } from '../../protocol';
import { Ownership } from './ownership';
import { TaskQueue } from '../tasks/taskQueue';
import type { TaskStore } from '../tasks/taskStore';

/** Acts of this process on tasks that another one runs, in moments when it does not. */
export class BorrowedTasks {
  private readonly ownership: Ownership;
  private readonly acts = new TaskQueue();

  constructor(private readonly deps: { files: TaskFiles; store: TaskStore; log: Log }) {
    this.ownership = new Ownership(deps);
  }

  /** Owns the task for the time. Throws `StoreError('owned')` while the other process does. */
  holding(taskId: TaskId, act: (view: TaskView) => Promise<void>): Promise<void> {
    return this.acts.run(taskId, async () => {
      await this.ownership.take(taskId);
      try {
        await act(this.deps.store.get(taskId));
      } finally {
        await this.ownership.release(taskId);
      }
    });
  }
}
