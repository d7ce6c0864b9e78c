import { canLink, chainStanding, type ChainStanding, cycleThrough } from '../../core/chains/chainStanding';
import { TaskError } from '../../core/errors';
import type { Clock, Ids, Log } from '../../core/ports';
import { resultTree } from '../../core/run/result';
import { type ChainLink, RequestId, type Task, type TaskId, type TaskView } from '../../protocol';
import type { TaskStore } from '../tasks/taskStore';

interface Deps {
  store: Pick<TaskStore, 'current' | 'get' | 'append' | 'onDidChange'>;
  ids: Pick<Ids, 'short'>;
  clock: Pick<Clock, 'sleep'>;
  /** Whether the branch holds all of a task's change, whoever brought it there. Rejects where it can't be looked at. */
  isInBranch: (view: TaskView) => Promise<boolean>;
  log: Log;
}

/** Nobody tells when a person merges a branch, so it is looked at so often while a task waits for it. */
const lookEveryMs = 10_000;

/** Tasks that begin after others. What they wait for follows from the views of those; what came of it is journaled. */
export class Chains {
  constructor(private readonly deps: Deps) {}

  /** Adds a link to a task that has not begun. Throws `not-possible-now`, with the cycle named where there would be one. */
  async link(taskId: TaskId, link: ChainLink): Promise<void> {
    const { store } = this.deps;
    this.refuseBegun(store.get(taskId));
    const other = store.get(link.taskId);
    const cycle = cycleThrough(taskId, other.task.id, this.find);
    if (cycle !== null) {
      const names = [...cycle, taskId].map((id) => `“${this.find(id)?.task.title ?? id}”`).join(' → ');
      throw new TaskError('not-possible-now', `Not linked: each of these would wait for the next for good: ${names}.`, {
        hint: 'Take out one of the links first.',
      });
    }
    await store.append(taskId, { type: 'chain.linked', link });
  }

  /** Takes a link away; the task begins when no other one is left to wait for. */
  async unlink(taskId: TaskId, other: TaskId): Promise<void> {
    const view = this.deps.store.get(taskId);
    this.refuseBegun(view);
    if (!view.app.chain.links.some((link) => link.taskId === other)) {
      throw new TaskError('not-possible-now', `${view.task.title} does not wait for that task.`);
    }
    await this.deps.store.append(taskId, { type: 'chain.unlinked', taskId: other });
  }

  /**
   * Resolves when what the task waits for has come, or a person has said to start it anyway. Where it will not come by
   * itself the task asks. Rejects with the signal's reason when that is aborted first.
   */
  async ready(taskId: TaskId, signal: AbortSignal): Promise<void> {
    const { store } = this.deps;
    const { links, begun } = store.get(taskId).app.chain;
    if (links.length === 0 || begun !== null) {
      return;
    }
    for (;;) {
      signal.throwIfAborted();
      const changed = this.changed(signal);
      const view = store.get(taskId);
      const inBranch = await this.inBranch(view);
      const standing = chainStanding(view, this.find, inBranch);
      if (standing.kind === 'holds') {
        await this.begin(view);
        return;
      }
      await this.note(view, standing);
      await (this.mayLand(view).length === 0 ? changed.done : changed.orAfter(lookEveryMs));
    }
  }

  /** A person did not want to wait. */
  async startAnyway(taskId: TaskId): Promise<void> {
    await this.deps.store.append(taskId, { type: 'chain.begun', how: 'anyway' });
  }

  /** The task, with what it really starts from: not every task that it waited for has a result. */
  beginning({ task, app }: TaskView): Task {
    const { base, ...rest } = task;
    if (base?.kind !== 'task' || !app.chain.links.some(({ taskId }) => taskId === base.taskId)) {
      return task;
    }
    if (app.chain.begun === 'anyway') {
      return rest;
    }
    const other = this.find(base.taskId);
    const [repo] = other?.app.workspace?.repos ?? [];
    if (repo === undefined || other === undefined || resultTree(other) !== null) {
      return task;
    }
    const { snapshot, head, headName, uncommitted } = repo;
    return { ...task, base: { kind: 'point', point: { snapshot, head, headName, uncommitted } } };
  }

  private readonly find = (taskId: TaskId): TaskView | undefined => this.deps.store.current.get(taskId);

  /** The tasks of which it waits for a landing that may come without us. */
  private mayLand({ app }: TaskView): TaskView[] {
    return app.chain.links.flatMap(({ taskId, condition }) => {
      const other = condition === 'landed' ? this.find(taskId) : undefined;
      return other?.state.kind === 'complete' && ['none', 'applied'].includes(other.app.landing.kind) ? [other] : [];
    });
  }

  private async inBranch(view: TaskView): Promise<ReadonlySet<TaskId>> {
    const found = new Set<TaskId>();
    for (const other of this.mayLand(view)) {
      try {
        if (await this.deps.isInBranch(other)) {
          found.add(other.task.id);
        }
      } catch (error) {
        this.deps.log.warn(`Whether ${other.task.id} is in its branch could not be looked at: ${String(error)}`);
      }
    }
    return found;
  }

  private async begin({ task, app }: TaskView): Promise<void> {
    if (app.chain.begun === null) {
      await this.deps.store.append(task.id, { type: 'chain.begun', how: 'held' });
    }
  }

  /** What a person is asked stands until it changes. */
  private async note({ task, app }: TaskView, standing: Exclude<ChainStanding, { kind: 'holds' }>): Promise<void> {
    const { store, ids } = this.deps;
    const { broken } = app.chain;
    if (standing.kind === 'waits') {
      await (broken === null ? undefined : store.append(task.id, { type: 'chain.mended' }));
      return;
    }
    const { link, because } = standing;
    if (broken?.link.taskId === link.taskId && broken.because === because) {
      return;
    }
    const title = this.find(link.taskId)?.task.title ?? link.taskId;
    const request = { kind: 'chain', requestId: RequestId.parse(ids.short()), link, title, because } as const;
    await store.append(task.id, { type: 'chain.broken', request });
  }

  /** The next change of any task, or the signal's end; with `orAfter` at the latest after that time. */
  private changed(signal: AbortSignal): { done: Promise<void>; orAfter(ms: number): Promise<void> } {
    const end = new AbortController();
    let finish: () => void = () => undefined;
    const done = new Promise<void>((resolve) => {
      finish = () => {
        listening.dispose();
        signal.removeEventListener('abort', finish);
        end.abort();
        resolve();
      };
      const listening = this.deps.store.onDidChange(finish);
      signal.addEventListener('abort', finish);
    });
    const orAfter = async (ms: number): Promise<void> => {
      this.deps.clock.sleep(ms, end.signal).then(finish, () => undefined);
      await done;
    };
    return { done, orAfter };
  }

  private refuseBegun(view: TaskView): void {
    if (!canLink(view)) {
      throw new TaskError('not-possible-now', `${view.task.title} has begun, so what it begins after stays as it is.`, {
        hint: 'Stop it, and start a new task after the other one.',
      });
    }
  }
}
