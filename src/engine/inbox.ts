import type { Disposable } from '../core/ports';
import type { RunnerCommand } from '../protocol';

/** What a task that runs can be told. */
export type TaskCommand = Extract<
  RunnerCommand,
  {
    type: 'message' | 'withdraw' | 'move' | 'reword' | 'aside' | 'overlaps' | 'answer' | 'interrupt' | 'model' | 'stop';
  }
>;

/** Commands for one task, kept until somebody listens. */
export class Inbox {
  #waiting: TaskCommand[] = [];
  #listener: ((command: TaskCommand) => void) | null = null;

  post(command: TaskCommand): void {
    if (this.#listener === null) {
      this.#waiting.push(command);
    } else {
      this.#listener(command);
    }
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** One listener at a time; it gets what was kept at once. */
  listen(listener: (command: TaskCommand) => void): Disposable {
    this.#listener = listener;
    this.#waiting.splice(0).forEach(listener);
    return {
      dispose: () => {
        this.#listener = null;
      },
    };
  }
}
