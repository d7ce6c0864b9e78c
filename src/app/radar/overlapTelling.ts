import { AppError } from '../../core/errors';
import type { Disposable, Log } from '../../core/ports';
import { overlapsToTell } from '../../core/radar/tellOverlaps';
import type { TaskId } from '../../protocol';
import type { FleetActs } from '../fleet/fleet';
import type { Radar } from './radar';
import type { TaskStore } from '../tasks/taskStore';

interface Deps {
  radar: Pick<Radar, 'current' | 'onDidChange'>;
  store: Pick<TaskStore, 'current'>;
  fleet: Pick<FleetActs, 'tell'>;
  /** Whether the people of this process are told of the task. */
  isOurs: (taskId: TaskId) => boolean;
  /** Whether agents are to be told by themselves. */
  isWanted: () => boolean;
  log: Log;
}

/** Tells agents at work where they meet others, each place once: the journal of the one who is told says what was. */
export class OverlapTelling {
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly deps: Deps) {}

  start(): Disposable {
    const { radar, isWanted, isOurs, log } = this.deps;
    return radar.onDidChange(() => {
      const meeting = isWanted() ? [...radar.current.keys()].filter(isOurs) : [];
      this.last = this.last
        .then(async () => {
          for (const taskId of meeting) {
            await this.tell(taskId);
          }
        })
        .catch((error: unknown) => log.error('Agents were not told where they meet.', error));
    });
  }

  /** False when there is nothing that the agent was not told of, or when it works no more. */
  async tell(taskId: TaskId): Promise<boolean> {
    const { radar, store, fleet, log } = this.deps;
    const view = store.current.get(taskId);
    const saying = view === undefined ? null : overlapsToTell(view, radar.current.get(taskId) ?? []);
    if (saying === null) {
      return false;
    }
    try {
      await fleet.tell(taskId, saying);
      return true;
    } catch (error) {
      if (!(error instanceof AppError)) {
        throw error;
      }
      // It has ended, or was stopped, in the same moment.
      log.info(`Task ${taskId} was not told where it meets others: ${error.message}`);
      return false;
    }
  }
}
