import { shownTasks } from '../../../core/views/agentsWindowModel';
import type { AgentsWindowModel } from '../../../core/views/agentsWindowModel';
import type { AgentsWindowRequest, TaskId } from '../../../protocol';
import { OpenRace } from '../../arena/openRace';

/** Events that a tile begins with: it shows the last rows only. */
const tileTail = 60;

/** Which tasks, and which race, the host was asked to tell of. Asks for those that come into sight, and says which are out of it. */
export class OpenTasks {
  private readonly opened = new Map<TaskId, number | undefined>();
  private readonly race: OpenRace;

  constructor(private readonly post: (request: AgentsWindowRequest) => void) {
    this.race = new OpenRace(post);
  }

  /** The host began anew: it tells of no task and no race. */
  forget(): void {
    this.opened.clear();
    this.race.forget();
  }

  follow(model: AgentsWindowModel): void {
    this.race.follow(model.arena);
    const shown = shownTasks(model);
    const tail = model.layout.count === 1 ? undefined : tileTail;
    for (const taskId of this.opened.keys()) {
      if (!shown.includes(taskId)) {
        this.opened.delete(taskId);
        this.post({ type: 'close', taskId });
      }
    }
    for (const taskId of shown) {
      const isOpen = this.opened.has(taskId) && this.opened.get(taskId) === tail;
      if (!isOpen || model.needsOpen.includes(taskId)) {
        this.opened.set(taskId, tail);
        this.post({ type: 'open', taskId, ...(tail === undefined ? {} : { tail }) });
      }
    }
  }
}
