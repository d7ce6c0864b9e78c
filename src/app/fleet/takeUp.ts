import { StoreError } from '../../core/errors';
import type { Clock, Disposable, Log } from '../../core/ports';
import type { TaskFiles } from '../../core/storePorts';
import type { TaskId, TaskView } from '../../protocol';
import type { Ownership } from './ownership';
import { isTaskOf } from '../tasks/taskFolders';
import { TaskQueue } from '../tasks/taskQueue';
import { isHalfLanded } from './halfDone';
import type { TaskStore } from '../tasks/taskStore';

interface Deps {
  store: TaskStore;
  files: TaskFiles;
  ownership: Ownership;
  clock: Clock;
  log: Log;
  roots: readonly string[];
  /** Owns the task and goes on with it. */
  goOn: (taskId: TaskId) => Promise<void>;
}

/** Whoever has just written a new task has this long to run it himself. */
const graceMs = 1_000;

/** Takes up what nobody works on: unfinished tasks of the repositories of this window. */
export class TakeUp implements Disposable {
  private readonly queue = new TaskQueue();
  private readonly disposed = new AbortController();
  private listening: Disposable | undefined;

  constructor(private readonly deps: Deps) {}

  /** Resolves when every task that is there has been considered. */
  async begin(): Promise<void> {
    const { store } = this.deps;
    this.listening = store.onDidChange(({ taskId, view }) => {
      if (this.isForUs(view) && isUnfinished(view)) {
        void this.queue.run(taskId, () => this.consider(taskId, view.state.kind === 'queued' ? graceMs : 0));
      }
    });
    const tasks = [...store.current.values()].filter(
      (view) => this.isForUs(view) && (isUnfinished(view) || isHalfLanded(view)),
    );
    await Promise.all(tasks.map(({ task: { id } }) => this.queue.run(id, () => this.consider(id, 0))));
  }

  dispose(): void {
    this.disposed.abort();
    this.listening?.dispose();
  }

  private async consider(taskId: TaskId, waitMs: number): Promise<void> {
    const { store, clock, log } = this.deps;
    try {
      await clock.sleep(waitMs, this.disposed.signal);
      const view = store.get(taskId);
      const isOpen = this.isForUs(view) && (isUnfinished(view) || isHalfLanded(view));
      if (isOpen && (await this.isFree(taskId)) && !this.disposed.signal.aborted) {
        await this.deps.goOn(taskId);
      }
    } catch (error) {
      const isExpected = this.disposed.signal.aborted || (error instanceof StoreError && error.reason === 'owned');
      if (!isExpected) {
        log.error(`Task ${taskId} was not taken up.`, error);
      }
    }
  }

  /** The store must know of a living owner, or it would not tell of its death. */
  private async isFree(taskId: TaskId): Promise<boolean> {
    const { store, files } = this.deps;
    if ((await files.owner(taskId)) === null) {
      return true;
    }
    await store.catchUp(taskId);
    return (await files.owner(taskId)) === null;
  }

  /** What this process itself let go of is for a person to start again. */
  private isForUs(view: TaskView): boolean {
    const { task, app } = view;
    const { ownership, roots } = this.deps;
    const fence = ownership.fence(task.id);
    const wasOurs = fence > 0 && fence >= app.fence;
    return !ownership.has(task.id) && !wasOurs && roots.some((root) => isTaskOf(view, root));
  }
}

function isUnfinished({ state, app }: TaskView): boolean {
  if (app.landing.kind === 'discarded' || app.landing.kind === 'discarding') {
    return false;
  }
  return (
    state.kind === 'queued' || state.kind === 'waiting' || (state.kind === 'stopped' && state.by === 'interrupted')
  );
}
