import type { TaskId } from '../protocol';

/** Runs what concerns one task one after the other, in the order it came; different tasks don't wait for each other. */
export class TaskQueue {
  private readonly tails = new Map<TaskId, Promise<unknown>>();

  /** Resolves or rejects as `act` does. */
  async run<T>(taskId: TaskId, act: () => Promise<T>): Promise<T> {
    const result = (this.tails.get(taskId) ?? Promise.resolve()).then(act);
    const tail = result.then(
      () => undefined,
      () => undefined,
    );
    this.tails.set(taskId, tail);
    try {
      return await result;
    } finally {
      if (this.tails.get(taskId) === tail) {
        this.tails.delete(taskId);
      }
    }
  }
}
