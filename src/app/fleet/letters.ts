import { StoreError } from '../../core/errors';
import type { LetterBox } from '../../core/letterPorts';
import type { Disposable, Log } from '../../core/ports';
import type { Letter, TaskId } from '../../protocol';
import { TaskQueue } from '../tasks/taskQueue';
import type { TaskStore } from '../tasks/taskStore';

interface Deps {
  box: LetterBox;
  store: TaskStore;
  log: Log;
  /**
   * Does what is said to a task. `told` when an event that names the letter will say that it is done. Throws
   * `StoreError('owned')` when another process has the task.
   */
  perform: (taskId: TaskId, letter: Letter) => Promise<'told' | 'done'>;
}

/**
 * What other processes said to the tasks that run here. A letter is taken, done, and removed when what came of it is in
 * the journal; the journal knows it by its id, so whoever goes on after a crash does it once.
 */
export class Letters {
  private readonly watches = new Map<TaskId, Disposable>();
  private readonly told = new Map<TaskId, Set<string>>();
  private readonly looks = new TaskQueue();
  private readonly listening: Disposable;

  constructor(private readonly deps: Deps) {
    this.listening = deps.store.onDidChange(({ taskId, events }) => {
      const told = this.told.get(taskId);
      if (events.some(({ causeId }) => causeId !== undefined && told?.has(causeId) === true)) {
        void this.look(taskId);
      }
    });
  }

  /** The task runs here: from now on its letters are done as they come. */
  begin(taskId: TaskId): void {
    if (!this.watches.has(taskId)) {
      this.watches.set(
        taskId,
        this.deps.box.watch(taskId, () => void this.look(taskId)),
      );
      void this.look(taskId);
    }
  }

  /** The task runs here no longer: what was not journaled is told again when it next does. */
  end(taskId: TaskId): void {
    this.watches.get(taskId)?.dispose();
    this.watches.delete(taskId);
    this.told.delete(taskId);
  }

  /** Resolves when every letter that is there was done or told, unless another process has the task. */
  async look(taskId: TaskId): Promise<void> {
    const { box, store, log } = this.deps;
    await this.looks.run(taskId, async () => {
      try {
        const letters = store.ownerOf(taskId) === 'another' ? [] : await box.waiting(taskId);
        for (const letter of letters) {
          await this.open(taskId, letter);
        }
      } catch (error) {
        if (!(error instanceof StoreError) || error.reason !== 'owned') {
          log.error(`What was said to task ${taskId} was not all heard.`, error);
        }
      }
    });
  }

  dispose(): void {
    this.listening.dispose();
    [...this.watches.keys()].forEach((taskId) => this.end(taskId));
  }

  private async open(taskId: TaskId, letter: Letter): Promise<void> {
    const { box, store } = this.deps;
    const { id } = letter;
    if (store.events(taskId).some(({ causeId }) => causeId === id)) {
      await box.remove(taskId, id);
      return;
    }
    const told = this.told.get(taskId) ?? new Set();
    if (!told.has(id) && (await box.take(taskId, id)) && (await this.perform(taskId, letter)) === 'told') {
      this.told.set(taskId, told.add(id));
    } else if (!told.has(id)) {
      await box.remove(taskId, id);
    }
  }

  /** What can't be done any more is done with; who said it sees that nothing came of it. */
  private async perform(taskId: TaskId, letter: Letter): Promise<'told' | 'done'> {
    try {
      return await this.deps.perform(taskId, letter);
    } catch (error) {
      if (error instanceof StoreError) {
        throw error;
      }
      this.deps.log.info(`Not done for task ${taskId}: ${error instanceof Error ? error.message : String(error)}`);
      return 'done';
    }
  }
}
