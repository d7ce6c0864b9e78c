import { AppError } from '../core/errors';
import { Emitter } from '../core/emitter';
import { ForgeError } from '../core/forges/forgeError';
import { glanceOf } from '../core/forges/pullStatus';
import type { Clock, Disposable, Log } from '../core/ports';
import type { PullGlance, PullStatus, TaskId, TaskView } from '../protocol';
import type { PullRequests } from './pullRequests';

interface Deps {
  store: { readonly current: ReadonlyMap<TaskId, TaskView> };
  requests: Pick<PullRequests, 'look'>;
  clock: Pick<Clock, 'now'>;
  log: Log;
}

const lookMs = 60_000;

/** How pull requests stood when somebody last looked. Nothing is looked at by itself, and nobody is asked to sign in. */
export class KnownPulls {
  private glances: ReadonlyMap<TaskId, PullGlance> = new Map();
  private looking: Promise<void> | undefined;
  /** Hosts that asked not to be asked, with the time until then. */
  private readonly resting = new Map<string, number>();
  private readonly changes: Emitter<undefined>;

  constructor(private readonly deps: Deps) {
    this.changes = new Emitter((error) => deps.log.error('A listener for pull requests failed.', error));
  }

  get current(): ReadonlyMap<TaskId, PullGlance> {
    return this.glances;
  }

  onDidChange(listener: () => void): Disposable {
    return this.changes.listen(listener);
  }

  /** Whether there is one whose state may change. */
  get hasOpen(): boolean {
    return this.open().length > 0;
  }

  /** A look that somebody else made. */
  learn(taskId: TaskId, status: PullStatus): void {
    this.set(new Map([...this.glances, [taskId, glanceOf(status)]]));
  }

  /** Looks at all that may have changed, one after the other; a call while it looks waits for that one. */
  look(): Promise<void> {
    this.looking ??= this.lookAtAll().finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async lookAtAll(): Promise<void> {
    const found = new Map(this.glances);
    for (const view of this.open()) {
      const host = view.app.pull?.plan.into.host ?? '';
      if ((this.resting.get(host) ?? 0) <= this.deps.clock.now().getTime()) {
        const glance = await this.glance(view, host);
        if (glance !== null) {
          found.set(view.task.id, glance);
        }
      }
    }
    this.set(found);
  }

  private async glance(view: TaskView, host: string): Promise<PullGlance | null> {
    try {
      return glanceOf(await this.deps.requests.look(view, 'quietly', AbortSignal.timeout(lookMs)));
    } catch (error) {
      if (error instanceof ForgeError && error.reason === 'rate-limit') {
        this.resting.set(host, error.untilMs ?? this.deps.clock.now().getTime() + lookMs);
      }
      const why = error instanceof AppError ? error.message : String(error);
      this.deps.log.info(`How the pull request of task ${view.task.id} stands is not known: ${why}`);
      return null;
    }
  }

  private open(): TaskView[] {
    const views = [...this.deps.store.current.values()];
    const isEnded = ({ task }: TaskView): boolean => {
      const state = this.glances.get(task.id)?.state;
      return state === 'merged' || state === 'closed';
    };
    return views.filter((view) => view.app.pull?.stage === 'open' && !isEnded(view) && !isDiscarded(view));
  }

  private set(glances: ReadonlyMap<TaskId, PullGlance>): void {
    const before = this.glances;
    this.glances = glances;
    if (JSON.stringify([...before]) !== JSON.stringify([...glances])) {
      this.changes.fire(undefined);
    }
  }
}

function isDiscarded({ app }: TaskView): boolean {
  return app.landing.kind === 'discarded' || app.landing.kind === 'discarding';
}
