import type { Disposable } from '../core/ports';
import type { LiveMessage, ResidentLink } from '../core/residentPorts';
import type { Decision, FleetCall, MessageWhen, ModelRef, RequestId, TaskId, TaskView } from '../protocol';
import type { FleetActs } from './fleet';
import type { TaskStore } from './taskStore';

interface Deps {
  store: TaskStore;
  resident: ResidentLink;
  onError: (error: unknown) => void;
}

/**
 * The tasks of a process beside the windows. Acts are asked of it and fail as they failed there; what comes of them is
 * read from the journals, like the work of any other process, so that a window that comes later has missed nothing.
 */
export class RemoteFleet implements FleetActs {
  /** The folders of this window, once their tasks were taken up. */
  roots: readonly string[] | undefined;
  private readonly reconnecting: Disposable;

  constructor(private readonly deps: { store: TaskStore; resident: ResidentLink; onError: (error: unknown) => void }) {
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

  submit(taskId: TaskId): Promise<void> {
    return ask(this.deps, { act: 'submit', taskId });
  }

  message(taskId: TaskId, text: string, when?: MessageWhen): Promise<void> {
    return ask(this.deps, { act: 'message', taskId, text, when });
  }

  answer(taskId: TaskId, requestId: RequestId, decision: Decision): Promise<void> {
    return ask(this.deps, { act: 'answer', taskId, requestId, decision });
  }

  withdraw(taskId: TaskId, queuedSeq: number): Promise<void> {
    return ask(this.deps, { act: 'withdraw', taskId, queuedSeq });
  }

  stop(taskId: TaskId): Promise<void> {
    return ask(this.deps, { act: 'stop', taskId });
  }

  retry(taskId: TaskId): Promise<void> {
    return ask(this.deps, { act: 'retry', taskId });
  }

  changeModel(taskId: TaskId, model: ModelRef): Promise<void> {
    return ask(this.deps, { act: 'changeModel', taskId, model });
  }

  apply(taskId: TaskId): Promise<void> {
    return ask(this.deps, { act: 'apply', taskId });
  }

  undo(taskId: TaskId): Promise<void> {
    return ask(this.deps, { act: 'undo', taskId });
  }

  discard(taskId: TaskId): Promise<void> {
    return ask(this.deps, { act: 'discard', taskId });
  }

  restore(taskId: TaskId): Promise<void> {
    return ask(this.deps, { act: 'restore', taskId });
  }

  onLive(listener: (message: LiveMessage) => void): Disposable {
    return this.deps.resident.onLive(listener);
  }

  async settled(taskId: TaskId): Promise<TaskView> {
    const { store } = this.deps;
    const isSettled = (): boolean => {
      const { kind } = store.get(taskId).state;
      return kind === 'waiting' || kind === 'complete' || kind === 'failed' || kind === 'stopped';
    };
    await new Promise<void>((resolve) => {
      const listening = store.onDidChange((change) => look(change.taskId));
      const look = (changed: TaskId): void => {
        if (changed === taskId && isSettled()) {
          listening.dispose();
          resolve();
        }
      };
      look(taskId);
    });
    return store.get(taskId);
  }

  /** The tasks go on. */
  dispose(): Promise<void> {
    this.reconnecting.dispose();
    this.deps.resident.dispose();
    return Promise.resolve();
  }
}

/** What came of the act is in the view before it resolves, as with an act of this process. */
async function ask({ resident, store }: Deps, call: Exclude<FleetCall, { act: 'takeUp' }>): Promise<void> {
  try {
    await resident.call(call);
  } finally {
    await store.catchUp(call.taskId);
  }
}
