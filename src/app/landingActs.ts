import type { ChosenPart, RestoreWhat, TaskId } from '../protocol';
import type { FleetDeps } from './fleetDeps';
import type { Ownership } from './ownership';
import type { TaskRuns } from './taskRuns';

/** Acts on what a task came to, each while this process owns the task. */
export abstract class LandingActs {
  protected abstract readonly ownership: Ownership;
  protected abstract readonly runs: TaskRuns;

  constructor(protected readonly deps: FleetDeps) {}

  /** All of the change, or what was chosen of it. */
  async apply(taskId: TaskId, part?: ChosenPart): Promise<void> {
    await this.runs.within(taskId, async (view) => {
      await this.deps.reviews.apply(view, part);
      return 'done';
    });
  }

  async undo(taskId: TaskId, how?: { revert: boolean }): Promise<void> {
    await this.runs.within(taskId, async (view) => {
      await this.deps.reviews.undo(view, how);
      return 'done';
    });
  }

  /** Puts the work as far as it is into the checkout. Stops the task first when it runs. */
  async bring(taskId: TaskId): Promise<void> {
    await this.runs.stop(taskId);
    await this.runs.within(taskId, async (view) => {
      await this.deps.reviews.bring(view);
      return 'done';
    });
  }

  /** Takes it out of there again with what the user edited. Stops the task first when it runs. */
  async handBack(taskId: TaskId): Promise<void> {
    await this.runs.stop(taskId);
    await this.runs.within(taskId, async (view) => {
      await this.deps.handBacks.handBack(view, this.ownership.fence(taskId));
      return 'done';
    });
  }

  /** Stops the task first when it runs. */
  async discard(taskId: TaskId): Promise<void> {
    await this.runs.stop(taskId);
    await this.runs.within(taskId, async (view) => {
      await this.deps.workspaces.discard(view);
      return 'done';
    });
  }

  async restore(taskId: TaskId): Promise<void> {
    await this.runs.within(taskId, async (view) => {
      await this.deps.workspaces.restore(view);
      return 'done';
    });
  }

  /** Stops the task first when it runs; it goes on with what it is told next. */
  async restoreTo(taskId: TaskId, point: { toSeq: number; what: RestoreWhat }): Promise<void> {
    await this.runs.stop(taskId);
    await this.runs.within(taskId, async (view) => {
      await this.deps.restores.restoreTo(view, point, this.ownership.fence(taskId));
      return 'done';
    });
  }
}
