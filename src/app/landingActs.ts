import type { RestoreWhat, TaskId } from '../protocol';
import type { FleetDeps } from './fleetDeps';
import type { Ownership } from './ownership';
import type { TaskRuns } from './taskRuns';

/** Acts on what a task came to, each while this process owns the task. */
export abstract class LandingActs {
  protected abstract readonly ownership: Ownership;
  protected abstract readonly runs: TaskRuns;

  constructor(protected readonly deps: FleetDeps) {}

  async apply(taskId: TaskId): Promise<void> {
    await this.runs.within(taskId, async (view) => {
      await this.deps.reviews.apply(view);
      return 'done';
    });
  }

  async undo(taskId: TaskId): Promise<void> {
    await this.runs.within(taskId, async (view) => {
      await this.deps.reviews.undo(view);
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
