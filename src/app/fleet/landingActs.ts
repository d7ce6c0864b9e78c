import type {
  ChosenPart,
  LandRequest,
  Resolved,
  RestoreWhat,
  TaskId,
  TaskView,
  TryoutAsk,
  UpdateHow,
  UpdateOnto,
} from '../../protocol';
import type { FleetDeps } from './fleetDeps';
import type { Ownership } from './ownership';
import type { TaskRuns } from './taskRuns';
import { askTryout } from '../bases/tryouts';

/** Acts on what a task came to, each while this process owns the task. */
export abstract class LandingActs {
  protected abstract readonly ownership: Ownership;
  protected abstract readonly runs: TaskRuns;

  constructor(protected readonly deps: FleetDeps) {}

  /** All of the change, or what was chosen of it. */
  async apply(taskId: TaskId, part?: ChosenPart, resolved?: Resolved): Promise<void> {
    await this.act(taskId, (view) => this.deps.reviews.apply(view, part, resolved));
  }

  /** Into the user's history. */
  async land(taskId: TaskId, request: LandRequest): Promise<void> {
    await this.act(taskId, (view) => this.deps.landings.land(view, request));
  }

  /** Takes out what was applied or landed last. */
  async undo(taskId: TaskId, how?: { revert: boolean }): Promise<void> {
    const { reviews, landings } = this.deps;
    await this.act(taskId, (view) => (view.app.landing.kind === 'landed' ? landings : reviews).undo(view, how));
  }

  /** Puts the work as far as it is into the checkout. Stops the task first when it runs. */
  async bring(taskId: TaskId): Promise<void> {
    await this.runs.stop(taskId);
    await this.act(taskId, (view) => this.deps.reviews.bring(view));
  }

  /** Takes it out of there again with what the user edited. Stops the task first when it runs. */
  async handBack(taskId: TaskId): Promise<void> {
    await this.runs.stop(taskId);
    await this.act(taskId, (view) => this.deps.handBacks.handBack(view, this.ownership.fence(taskId)));
  }

  /** Stops the task first when it runs. */
  async discard(taskId: TaskId): Promise<void> {
    await this.runs.stop(taskId);
    await this.act(taskId, (view) => this.deps.workspaces.discard(view));
  }

  async restore(taskId: TaskId): Promise<void> {
    await this.act(taskId, (view) => this.deps.workspaces.restore(view));
  }

  /** Stops the task first when it runs; it goes on with what it is told next. */
  async restoreTo(taskId: TaskId, point: { toSeq: number; what: RestoreWhat }): Promise<void> {
    await this.runs.stop(taskId);
    await this.act(taskId, (view) => this.deps.restores.restoreTo(view, point, this.ownership.fence(taskId)));
  }

  /**
   * Brings a task that does not run up to its branch, and runs the checks of a complete one again; with `fix` their
   * failures go to the agent without a question, and with `try` they run on what an update would make, aside. Conflicts
   * that a person `resolved` count while both sides are as they were then. Resolves when its files are there, or the trial
   * has begun. One that waits goes on by itself then, without what it asked; when it can't be updated it waits as before.
   * `onto`: what it is brought up to in the place of its branch; asked for again, the same one is not brought in twice.
   */
  async update(taskId: TaskId, how: UpdateHow, resolved?: Resolved, onto?: UpdateOnto): Promise<void> {
    const { updates, store } = this.deps;
    const isWaiting = store.get(taskId).state.kind === 'waiting';
    if (isWaiting) {
      await this.runs.stop(taskId);
    }
    try {
      await this.runs.within(taskId, async (view) => {
        const fence = this.ownership.fence(taskId);
        const next = await (how === 'try'
          ? updates.try(view, fence)
          : updates.update(view, how, { fence, resolved, onto }));
        if (isWaiting && next === 'done') {
          await store.append(taskId, { type: 'retried' });
        }
        return isWaiting ? 'run' : next;
      });
    } catch (error) {
      if (isWaiting) {
        await this.runs.within(taskId, () => Promise.resolve('run'));
      }
      throw error;
    }
  }

  /**
   * Runs commands on a commit of the task's repository, beside a complete task; resolves when that is asked for. What
   * came of it is in the task's journal. Throws `TaskError('not-possible-now')` for a task that is not complete.
   */
  async tryOut(taskId: TaskId, ask: TryoutAsk): Promise<void> {
    await this.runs.within(taskId, async (view) => {
      await askTryout(this.deps, view, { ask, fence: this.ownership.fence(taskId) });
      return 'run';
    });
  }

  /** An act of this process on a task that does not run, while it owns it; what a crash left half done comes first. */
  async holding(taskId: TaskId, act: (view: TaskView) => Promise<void>): Promise<void> {
    await this.act(taskId, act);
  }

  private async act(taskId: TaskId, act: (view: TaskView) => Promise<void>): Promise<void> {
    await this.runs.within(taskId, async (view) => {
      await act(view);
      return 'done';
    });
  }
}
