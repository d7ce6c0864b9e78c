import { StoreError } from '../../core/errors';
import type { Log } from '../../core/ports';
import type { Lease, TaskFiles } from '../../core/storePorts';
import type { TaskId } from '../../protocol';
import type { TaskStore } from '../tasks/taskStore';

interface Deps {
  files: TaskFiles;
  store: TaskStore;
  log: Log;
}

/** Which tasks this process owns. Calls for one task must not overlap. */
export class Ownership {
  private readonly leases = new Map<TaskId, Lease>();
  private readonly fences = new Map<TaskId, number>();

  constructor(private readonly deps: Deps) {}

  has(taskId: TaskId): boolean {
    return this.leases.has(taskId);
  }

  /** The last fencing token of this process, also of a task that it let go of; 0 for one it never had. */
  fence(taskId: TaskId): number {
    return this.fences.get(taskId) ?? 0;
  }

  /** Takes the task for this process, if it has not done so. Throws `StoreError('owned')` when another one has it. */
  async take(taskId: TaskId): Promise<void> {
    if (this.leases.has(taskId)) {
      return;
    }
    const { files, store } = this.deps;
    const lease = await files.acquire(taskId);
    if (lease === null) {
      throw await this.ownedElsewhere(taskId);
    }
    this.leases.set(taskId, lease);
    this.fences.set(taskId, lease.fence);
    await store.setOwned(taskId, true);
    try {
      await store.append(taskId, { type: 'owned', pid: lease.holder.pid, host: lease.holder.host, fence: lease.fence });
    } catch (error) {
      await this.release(taskId);
      throw error;
    }
  }

  async release(taskId: TaskId): Promise<void> {
    const lease = this.leases.get(taskId);
    if (lease === undefined) {
      return;
    }
    const { store, log } = this.deps;
    this.leases.delete(taskId);
    await lease.release().catch((error: unknown) => log.error(`The lease of task ${taskId} is left behind.`, error));
    await store.setOwned(taskId, false);
  }

  /** From now on the view knows of the other owner. */
  private async ownedElsewhere(taskId: TaskId): Promise<StoreError> {
    await this.deps.store.catchUp(taskId);
    const pid = await this.deps.files.owner(taskId);
    const who = pid === null ? '' : ` (process ${pid})`;
    const hint = 'Go on there, or close it and try again.';
    return new StoreError('owned', `Another window or terminal${who} works on this task.`, { hint });
  }
}
