import type { Disposable, Log } from '../../core/ports';
import type { LiveMessage, ResidentLink } from '../../core/residentPorts';
import type { TaskFiles } from '../../core/storePorts';
import type { TaskId, TaskView } from '../../protocol';
import { BorrowedTasks } from './borrowedTasks';
import type { FleetActs } from './fleet';
import { RemoteActs } from './remoteActs';
import type { TaskStore } from '../tasks/taskStore';
import { untilTask } from '../tasks/untilTask';

interface RemoteDeps {
  store: TaskStore;
  files: TaskFiles;
  resident: ResidentLink;
  log: Log;
  onError: (error: unknown) => void;
}

/**
 * The tasks of a process beside the windows. Acts are asked of it and fail as they failed there; what comes of them is
 * read from the journals, like the work of any other process, so that a window that comes later has missed nothing.
 */
export class RemoteFleet extends RemoteActs implements FleetActs {
  /** The folders of this window, once their tasks were taken up. */
  roots: readonly string[] | undefined;
  private readonly reconnecting: Disposable;
  private readonly borrowed: BorrowedTasks;

  constructor(private readonly deps: RemoteDeps) {
    super(deps);
    this.borrowed = new BorrowedTasks(deps);
    this.reconnecting = deps.resident.onConnect(() => {
      if (this.roots !== undefined) {
        this.deps.resident.call({ act: 'takeUp', roots: [...this.roots] }).catch(deps.onError);
      }
    });
  }

  /** Asked again of every process that takes the place of a lost one. */
  takeUp({ roots }: { roots: readonly string[] }): Promise<void> {
    this.roots = roots;
    return this.deps.resident.call({ act: 'takeUp', roots: [...roots] });
  }

  /** What goes out is this window's to do: here are the person, and what git and forges know them by. */
  holding(taskId: TaskId, act: (view: TaskView) => Promise<void>): Promise<void> {
    return this.borrowed.holding(taskId, act);
  }

  onLive(listener: (message: LiveMessage) => void): Disposable {
    return this.deps.resident.onLive(listener);
  }

  settled(taskId: TaskId): Promise<TaskView> {
    return untilTask(this.deps.store, taskId, ({ state: { kind } }) => {
      return kind === 'waiting' || kind === 'complete' || kind === 'failed' || kind === 'stopped';
    });
  }

  /** The tasks go on. */
  dispose(): Promise<void> {
    this.reconnecting.dispose();
    this.deps.resident.dispose();
    return Promise.resolve();
  }
}
