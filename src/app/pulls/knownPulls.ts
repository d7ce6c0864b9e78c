import { AppError } from '../../core/errors';
import { Emitter } from '../../core/emitter';
import { ForgeError } from '../../core/forges/forgeError';
import { openParts } from '../../core/forges/pullSetStanding';
import { glanceOf, glanceOfSet } from '../../core/forges/pullStatus';
import type { Clock, Disposable, Log } from '../../core/ports';
import type { PullGlance, TaskId, TaskView } from '../../protocol';
import type { PullRequests } from './pullRequests';
import type { PullSets } from './pullSets';

interface Deps {
  store: { readonly current: ReadonlyMap<TaskId, TaskView> };
  requests: Pick<PullRequests, 'look'>;
  sets: Pick<PullSets, 'look'>;
  clock: Pick<Clock, 'now'>;
  log: Log;
}

const lookMs = 60_000;

/** How pull requests stood when somebody last looked. Nothing is looked at by itself, and nobody is asked to sign in. */
export class KnownPulls {
  private glances: ReadonlyMap<TaskId, PullGlance> = new Map();
  private looking: Promise<void> | undefined;
  private lookingAgain: Promise<void> | undefined;
  /** Those that somebody else looked at while we did. */
  private readonly learned = new Set<TaskId>();
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
  learn(taskId: TaskId, glance: PullGlance): void {
    this.learned.add(taskId);
    this.set(new Map([...this.glances, [taskId, glance]]));
  }

  /** Looks at all that may have changed, one after the other; calls while it looks are one more look after that. */
  look(): Promise<void> {
    if (this.looking === undefined) {
      this.looking = this.lookAtAll().finally(() => (this.looking = undefined));
      return this.looking;
    }
    this.lookingAgain ??= this.looking.finally(() => (this.lookingAgain = undefined)).then(() => this.look());
    return this.lookingAgain;
  }

  private async lookAtAll(): Promise<void> {
    const found = new Map<TaskId, PullGlance>();
    this.learned.clear();
    for (const view of this.open()) {
      const hosts = hostsOf(view);
      if (hosts.every((host) => (this.resting.get(host) ?? 0) <= this.deps.clock.now().getTime())) {
        this.learned.delete(view.task.id);
        const glance = await this.glance(view, hosts);
        if (glance !== null) {
          found.set(view.task.id, glance);
        }
      }
    }
    // What was learned meanwhile is newer than what was asked for before.
    const news = [...found].filter(([taskId]) => !this.learned.has(taskId));
    this.set(new Map([...this.glances, ...news]));
  }

  private async glance(view: TaskView, hosts: readonly string[]): Promise<PullGlance | null> {
    const { requests, sets, clock } = this.deps;
    const signal = AbortSignal.timeout(lookMs);
    try {
      return view.app.pull?.stage === 'open'
        ? glanceOf(await requests.look(view, 'quietly', signal))
        : glanceOfSet(await sets.look(view.task.id, 'quietly', signal));
    } catch (error) {
      if (error instanceof ForgeError && error.reason === 'rate-limit') {
        const until = error.untilMs ?? clock.now().getTime() + lookMs;
        hosts.forEach((host) => this.resting.set(host, until));
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
    return views.filter((view) => hostsOf(view).length > 0 && !isEnded(view) && !isDiscarded(view));
  }

  private set(glances: ReadonlyMap<TaskId, PullGlance>): void {
    const before = this.glances;
    this.glances = glances;
    if (JSON.stringify([...before]) !== JSON.stringify([...glances])) {
      this.changes.fire(undefined);
    }
  }
}

/** Where its pull requests are that are open for us. */
function hostsOf({ app: { pull, pullSet } }: TaskView): string[] {
  const plans = pull?.stage === 'open' ? [pull.plan] : openParts(pullSet).map(({ plan }) => plan);
  return [...new Set(plans.map(({ into }) => into.host))];
}

function isDiscarded({ app }: TaskView): boolean {
  return app.landing.kind === 'discarded' || app.landing.kind === 'discarding';
}
