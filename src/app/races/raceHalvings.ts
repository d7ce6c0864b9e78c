import type { GroupId, HalvedRacer, TaskId } from '../../protocol';
import type { FleetActs } from '../fleet/fleet';
import type { GroupStore } from '../tasks/groupStore';
import type { TaskStore } from '../tasks/taskStore';

interface Deps {
  groups: Pick<GroupStore, 'get' | 'append'>;
  store: Pick<TaskStore, 'current'>;
  fleet: Pick<FleetActs, 'stop'>;
}

/** Stops racers that are behind; each is journaled before it is stopped, and when no process of it is left. */
export class RaceHalvings {
  constructor(private readonly deps: Deps) {}

  async stop(groupId: GroupId, stopped: readonly HalvedRacer[], by: 'person' | 'setting'): Promise<void> {
    if (stopped.length > 0) {
      await this.deps.groups.append(groupId, { type: 'race.halved', by, stopped: [...stopped] });
      await this.finish(groupId);
    }
  }

  /** Those that may still be at work, because a crash came between. */
  async finish(groupId: GroupId): Promise<void> {
    const { groups, fleet, store } = this.deps;
    const stop = async (taskId: TaskId): Promise<void> => {
      const kind = store.current.get(taskId)?.state.kind;
      if (kind !== 'complete' && kind !== 'failed') {
        await fleet.stop(taskId);
      }
      await groups.append(groupId, { type: 'race.stopped', taskId });
    };
    await Promise.all(groups.get(groupId).race.unstopped.map(stop));
  }
}
