import { Emitter } from '../core/emitter';
import type { Disposable, Log } from '../core/ports';
import type { ScheduleFiles } from '../core/scheduling/schedulePorts';
import { queueOf } from '../core/scheduling/turns';
import type { TaskId } from '../protocol';
import type { TaskStore } from './taskStore';

interface Deps {
  schedule: ScheduleFiles;
  store: Pick<TaskStore, 'explain'>;
  log: Log;
}

/** Says of every task in the queue, whichever process it waits in, what it waits for; and whether all are paused. */
export class QueueNotes {
  private readonly changes: Emitter<boolean>;
  private noted: ReadonlySet<TaskId> = new Set();
  private looking: Promise<void> = Promise.resolve();
  private pausing = false;

  constructor(private readonly deps: Deps) {
    this.changes = new Emitter((error) => deps.log.error('A listener for the pause failed.', error));
  }

  /** As it was looked at last. */
  get isPaused(): boolean {
    return this.pausing;
  }

  /** Told whether all are paused when that changes. */
  onDidPause(listener: (isPaused: boolean) => void): Disposable {
    return this.changes.listen(listener);
  }

  /** Keeps up with the queue until disposed. */
  start(): Disposable {
    void this.look();
    return this.deps.schedule.watch(() => void this.look());
  }

  /** Resolves when what is known of the queue is in the store. */
  look(): Promise<void> {
    this.looking = this.looking.then(() => this.note());
    return this.looking;
  }

  /** Lets no task begin, and no agent ask its model, in any process; or lets them go on. Throws `StoreError`. */
  async pauseAll(isPaused: boolean): Promise<void> {
    await this.deps.schedule.setPaused(isPaused);
    await this.look();
  }

  private async note(): Promise<void> {
    const { schedule, store, log } = this.deps;
    try {
      const [book, limits, isPaused] = await Promise.all([schedule.book(), schedule.limits(), schedule.isPaused()]);
      const queue = queueOf(book, limits, isPaused);
      const before = this.noted;
      this.noted = new Set(queue.keys());
      queue.forEach((why, taskId) => store.explain(taskId, why));
      [...before].filter((taskId) => !queue.has(taskId)).forEach((taskId) => store.explain(taskId, undefined));
      if (isPaused !== this.pausing) {
        this.pausing = isPaused;
        this.changes.fire(isPaused);
      }
    } catch (error) {
      log.error('What queued tasks wait for could not be read.', error);
    }
  }
}
