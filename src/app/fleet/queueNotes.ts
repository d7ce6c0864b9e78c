import { chainStanding } from '../../core/chains/chainStanding';
import { Emitter } from '../../core/emitter';
import type { Disposable, Log } from '../../core/ports';
import type { ScheduleFiles } from '../../core/scheduling/schedulePorts';
import { queueOf } from '../../core/scheduling/turns';
import { isSettled } from '../../core/views/taskGroups';
import type { QueuedWhy, TaskId } from '../../protocol';
import type { TaskStore } from '../tasks/taskStore';

interface Deps {
  schedule: ScheduleFiles;
  store: Pick<TaskStore, 'current' | 'explain' | 'onDidChange'>;
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
    const { schedule, store } = this.deps;
    const listening = [
      schedule.watch(() => void this.look()),
      store.onDidChange(({ view, events }) => {
        if (this.noted.size > 0 || view.app.chain.links.length > 0) {
          void (events.length === 0 || isSettled(view) ? this.look() : undefined);
        }
      }),
    ];
    return { dispose: () => listening.forEach((each) => each.dispose()) };
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
      const queue = new Map([...this.chained(), ...queueOf(book, limits, isPaused)]);
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

  /** The tasks that wait for others. */
  private chained(): [TaskId, QueuedWhy][] {
    const { current } = this.deps.store;
    return [...current.values()].flatMap((view): [TaskId, QueuedWhy][] => {
      const standing = view.state.kind === 'queued' ? chainStanding(view, (taskId) => current.get(taskId)) : null;
      if (standing === null || standing.kind === 'holds') {
        return [];
      }
      const { link } = standing;
      const title = current.get(link.taskId)?.task.title ?? link.taskId;
      return [[view.task.id, { kind: 'after', link, title, others: 'others' in standing ? standing.others : 0 }]];
    });
  }
}
