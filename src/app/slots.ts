import type { TaskId } from '../protocol';

/** How many tasks run at once. Those that wait for a place get one in the order they asked. */
export class Slots {
  private readonly taken = new Set<TaskId>();
  private readonly queue: { taskId: TaskId; admit: () => void }[] = [];

  constructor(private readonly count: number) {}

  /** Resolves when the task has a place; rejects with the signal's reason when that is aborted first. */
  async wait(taskId: TaskId, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.taken.has(taskId) || this.taken.size < this.count) {
      this.taken.add(taskId);
      return;
    }
    await new Promise<void>((resolve) => {
      const entry = { taskId, admit: resolve };
      this.queue.push(entry);
      signal.addEventListener('abort', () => {
        const at = this.queue.indexOf(entry);
        if (at >= 0) {
          this.queue.splice(at, 1);
          resolve();
        }
      });
    });
    signal.throwIfAborted();
  }

  /** Takes a place at once, beyond the count if need be: for a task that goes on because a person answered. */
  enter(taskId: TaskId): void {
    this.taken.add(taskId);
  }

  leave(taskId: TaskId): void {
    this.taken.delete(taskId);
    while (this.taken.size < this.count) {
      const next = this.queue.shift();
      if (next === undefined) {
        return;
      }
      this.taken.add(next.taskId);
      next.admit();
    }
  }
}
