import type { Clock, Disposable, Log } from '../../core/ports';
import { placeClaim } from '../../core/scheduling/placeClaim';
import type { ScheduleFiles } from '../../core/scheduling/schedulePorts';
import { admitted, asked, entered, left } from '../../core/scheduling/turns';
import type { PlaceBook, PlaceLimits, TaskId } from '../../protocol';
import type { TaskStore } from '../tasks/taskStore';

interface Deps {
  schedule: ScheduleFiles;
  store: Pick<TaskStore, 'get' | 'onDidChange'>;
  clock: Pick<Clock, 'sleep'>;
  log: Log;
  /** Tasks that run at once where no window has said how many. */
  maxRunning: number | null;
}

interface Wanted {
  stage: 'waiting' | 'running';
  admit: () => void;
}

/** The death of a process that had a place is told by nobody. */
const lookEveryMs = 2_000;

/**
 * The places of the tasks of this process, among those of all that share the data directory. What each task wants is
 * known here at once; the book follows, and is brought in line again after a failure.
 */
export class Scheduler {
  private readonly wanted = new Map<TaskId, Wanted>();
  private readonly disposed = new AbortController();
  private readonly listening: readonly Disposable[];
  private syncing: Promise<void> | null = null;
  private isStale = false;

  constructor(private readonly deps: Deps) {
    const { schedule, store } = deps;
    this.listening = [
      schedule.watch(() => this.sync()),
      store.onDidChange(({ taskId, events }) => {
        if (events.length === 0 && this.wanted.get(taskId)?.stage === 'waiting') {
          this.sync();
        }
      }),
    ];
  }

  /** Resolves when the task has a place; rejects with the signal's reason when that is aborted first. */
  async wait(taskId: TaskId, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.wanted.get(taskId)?.stage === 'running') {
      return;
    }
    await new Promise<void>((resolve) => {
      this.wanted.set(taskId, { stage: 'waiting', admit: resolve });
      signal.addEventListener('abort', () => resolve());
      void this.lookWhileWaiting(taskId);
    });
    if (signal.aborted) {
      this.leave(taskId);
    }
    signal.throwIfAborted();
  }

  /** Takes a place at once, beyond the limits if need be: for a task that goes on because a person answered. */
  enter(taskId: TaskId): void {
    if (this.wanted.get(taskId)?.stage !== 'running') {
      this.wanted.get(taskId)?.admit();
      this.wanted.set(taskId, { stage: 'running', admit: () => undefined });
      this.sync();
    }
  }

  leave(taskId: TaskId): void {
    if (this.wanted.delete(taskId)) {
      this.sync();
    }
  }

  /** Gives all places back. */
  async dispose(): Promise<void> {
    this.disposed.abort();
    this.listening.forEach((listening) => listening.dispose());
    this.wanted.clear();
    this.sync();
    while (this.syncing !== null) {
      await this.syncing;
    }
  }

  /** Brings the book in line with what is wanted, and admits what it admits; one call at a time, the last one counts. */
  private sync(): void {
    this.isStale = true;
    this.syncing ??= this.bringInLine().finally(() => (this.syncing = null));
  }

  private async bringInLine(): Promise<void> {
    const { schedule, log } = this.deps;
    while (this.isStale) {
      this.isStale = false;
      try {
        const [given, isPaused] = await Promise.all([schedule.limits(), schedule.isPaused()]);
        const limits = this.limitsOf(given);
        const hasNothing =
          this.wanted.size === 0 && !(await schedule.book()).places.some((place) => this.isOurs(place));
        if (!hasNothing) {
          const change = (book: PlaceBook): PlaceBook =>
            isPaused ? this.reconciled(book) : admitted(this.reconciled(book), limits);
          this.admitFrom(await schedule.update(change));
        }
      } catch (error) {
        log.error('The queue of tasks could not be read or written; it is tried again.', error);
        await this.pause();
        this.isStale = !this.disposed.signal.aborted;
      }
    }
  }

  private limitsOf(given: PlaceLimits): PlaceLimits {
    const { maxRunning } = this.deps;
    return given.machine === undefined && maxRunning !== null ? { ...given, machine: maxRunning } : given;
  }

  private reconciled(before: PlaceBook): PlaceBook {
    const { schedule, store } = this.deps;
    const { holder } = schedule;
    const dropped = before.places.filter((place) => this.isOurs(place) && !this.wanted.has(place.taskId));
    const book = dropped.reduce((rest, { taskId }) => left(rest, taskId), before);
    return [...this.wanted].reduce((rest, [taskId, { stage }]) => {
      const asking = { taskId, holder, claim: placeClaim(store.get(taskId)) };
      return stage === 'running' ? entered(rest, asking) : asked(rest, asking);
    }, book);
  }

  private admitFrom({ places }: PlaceBook): void {
    for (const place of places.filter((each) => each.stage === 'running' && this.isOurs(each))) {
      const wanted = this.wanted.get(place.taskId);
      if (wanted?.stage === 'waiting') {
        this.wanted.set(place.taskId, { ...wanted, stage: 'running' });
        wanted.admit();
      }
    }
  }

  private isOurs({ holder }: PlaceBook['places'][number]): boolean {
    return holder.instance === this.deps.schedule.holder.instance;
  }

  private async lookWhileWaiting(taskId: TaskId): Promise<void> {
    const own = this.wanted.get(taskId);
    while (this.wanted.get(taskId) === own && !this.disposed.signal.aborted) {
      this.sync();
      await this.syncing;
      if (this.wanted.get(taskId) === own) {
        await this.pause();
      }
    }
  }

  /** Over at once when nobody needs it any more. */
  private async pause(): Promise<void> {
    const { clock } = this.deps;
    const { signal } = this.disposed;
    await clock.sleep(lookEveryMs, signal).catch(() => undefined);
  }
}
