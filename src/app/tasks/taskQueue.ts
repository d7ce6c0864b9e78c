import type { TaskId } from '../../protocol';

/**
 * Runs what concerns one task (or one of whatever `K` names) one after the other, in the order it came; different tasks
 * don't wait for each other.
 */
export class TaskQueue<K extends string = TaskId> {
  private readonly tails = new Map<K, Promise<unknown>>();

  /** Resolves or rejects as `act` does. */
  async run<T>(key: K, act: () => Promise<T>): Promise<T> {
    const result = (this.tails.get(key) ?? Promise.resolve()).then(act);
    const tail = result.then(
      () => undefined,
      () => undefined,
    );
    this.tails.set(key, tail);
    try {
      return await result;
    } finally {
      if (this.tails.get(key) === tail) {
        this.tails.delete(key);
      }
    }
  }
}
