import type { ResidentLink } from '../core/residentPorts';
import type {
  ChosenPart,
  Decision,
  FleetCall,
  MessageWhen,
  ModelRef,
  RequestId,
  RestoreWhat,
  SideCommand,
  TaskId,
} from '../protocol';
import type { TaskStore } from './taskStore';

/** Acts on tasks, asked of the process that runs them. They fail as they failed there. */
export class RemoteActs {
  constructor(private readonly remote: { store: TaskStore; resident: ResidentLink }) {}

  submit(taskId: TaskId): Promise<void> {
    return this.ask({ act: 'submit', taskId });
  }

  message(taskId: TaskId, text: string, when?: MessageWhen): Promise<void> {
    return this.ask({ act: 'message', taskId, text, when });
  }

  answer(taskId: TaskId, requestId: RequestId, decision: Decision): Promise<void> {
    return this.ask({ act: 'answer', taskId, requestId, decision });
  }

  tell(taskId: TaskId, said: SideCommand): Promise<void> {
    return this.ask({ act: 'tell', taskId, said });
  }

  stop(taskId: TaskId): Promise<void> {
    return this.ask({ act: 'stop', taskId });
  }

  retry(taskId: TaskId): Promise<void> {
    return this.ask({ act: 'retry', taskId });
  }

  changeModel(taskId: TaskId, model: ModelRef): Promise<void> {
    return this.ask({ act: 'changeModel', taskId, model });
  }

  apply(taskId: TaskId, part?: ChosenPart): Promise<void> {
    return this.ask({ act: 'apply', taskId, part });
  }

  undo(taskId: TaskId, how?: { revert: boolean }): Promise<void> {
    return this.ask({ act: 'undo', taskId, how });
  }

  bring(taskId: TaskId): Promise<void> {
    return this.ask({ act: 'bring', taskId });
  }

  handBack(taskId: TaskId): Promise<void> {
    return this.ask({ act: 'handBack', taskId });
  }

  discard(taskId: TaskId): Promise<void> {
    return this.ask({ act: 'discard', taskId });
  }

  restore(taskId: TaskId): Promise<void> {
    return this.ask({ act: 'restore', taskId });
  }

  restoreTo(taskId: TaskId, { toSeq, what }: { toSeq: number; what: RestoreWhat }): Promise<void> {
    return this.ask({ act: 'restoreTo', taskId, toSeq, what });
  }

  /** What came of the act is in the view before it resolves, as with an act of this process. */
  private async ask(call: Exclude<FleetCall, { act: 'takeUp' }>): Promise<void> {
    const { resident, store } = this.remote;
    try {
      await resident.call(call);
    } finally {
      await store.catchUp(call.taskId);
    }
  }
}
