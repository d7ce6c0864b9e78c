import type { Log } from '../../core/ports';
import type { Lease } from '../../core/storePorts';
import type { GroupId } from '../../protocol';
import type { GroupStore } from './groupStore';
import { TaskQueue } from './taskQueue';

interface Held {
  lease: Lease;
  users: number;
}

/** The groups that this process goes on with: each is held as long as any of its acts wants it. */
export class HeldGroups {
  private readonly held = new Map<GroupId, Held>();
  private readonly turns = new TaskQueue<GroupId>();

  constructor(private readonly deps: { groups: Pick<GroupStore, 'acquire' | 'catchUp'>; log: Log }) {}

  /** Does it while this process has the group; false, and nothing done, while another one has it. */
  async within(groupId: GroupId, act: () => Promise<void>): Promise<boolean> {
    if (!(await this.turns.run(groupId, () => this.enter(groupId)))) {
      return false;
    }
    try {
      await act();
      return true;
    } finally {
      await this.turns.run(groupId, () => this.leave(groupId));
    }
  }

  private async enter(groupId: GroupId): Promise<boolean> {
    const held = this.held.get(groupId);
    if (held !== undefined) {
      held.users += 1;
      return true;
    }
    const lease = await this.deps.groups.acquire(groupId);
    if (lease === null) {
      return false;
    }
    this.held.set(groupId, { lease, users: 1 });
    await this.deps.groups.catchUp(groupId);
    return true;
  }

  private async leave(groupId: GroupId): Promise<void> {
    const held = this.held.get(groupId);
    if (held === undefined || --held.users > 0) {
      return;
    }
    this.held.delete(groupId);
    await held.lease
      .release()
      .catch((error: unknown) => this.deps.log.error(`The lease of group ${groupId} is left behind.`, error));
  }
}
