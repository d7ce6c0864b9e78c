import type { Clock, Log } from '../core/ports';
import type { RequestId, TaskId, TaskView } from '../protocol';

interface Deps {
  clock: Pick<Clock, 'sleep'>;
  store: { readonly current: ReadonlyMap<TaskId, TaskView> };
  /** Of all that are open and were not told of yet, the first that asked first. */
  tell: (views: readonly TaskView[]) => void;
  log: Log;
}

/** What asks in the same moment is told together. */
const burstMs = 300;
/** After a notification there is none for so long: what asks meanwhile is summed up in the next one. */
const quietMs = 10_000;

/** Sums up what agents ask, so that many questions never are as many notifications. What was answered is left out. */
export class WaitingNotices {
  private readonly pending = new Map<TaskId, RequestId>();
  private readonly end = new AbortController();
  private isGathering = false;

  constructor(private readonly deps: Deps) {}

  add({ task, state }: TaskView): void {
    if (state.kind !== 'waiting') {
      return;
    }
    this.pending.set(task.id, state.request.requestId);
    if (!this.isGathering) {
      this.gather().catch((error: unknown) => this.failed(error));
    }
  }

  dispose(): void {
    this.end.abort();
  }

  private async gather(): Promise<void> {
    const { clock, tell } = this.deps;
    this.isGathering = true;
    try {
      await clock.sleep(burstMs, this.end.signal);
      while (this.pending.size > 0) {
        const views = this.stillOpen();
        this.pending.clear();
        if (views.length > 0) {
          tell(views);
          await clock.sleep(quietMs, this.end.signal);
        }
      }
    } finally {
      this.isGathering = false;
    }
  }

  private stillOpen(): TaskView[] {
    return [...this.pending].flatMap(([taskId, requestId]) => {
      const view = this.deps.store.current.get(taskId);
      const isOpen = view?.state.kind === 'waiting' && view.state.request.requestId === requestId;
      return isOpen ? [view] : [];
    });
  }

  private failed(error: unknown): void {
    if (!this.end.signal.aborted) {
      this.deps.log.error('A notification could not be shown.', error);
    }
  }
}
