import type { ResidentLink } from '../../core/residentPorts';
import type { Decision, FleetCall, MessageWhen, ModelRef, RequestId, SideCommand, TaskId } from '../../protocol';
import type { TaskStore } from '../tasks/taskStore';

/** What is said to tasks, told to the process that runs them. It fails as it failed there. */
export abstract class RemoteTalk {
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

  /** What came of the act is in the view before it resolves, as with an act of this process. */
  protected async ask(call: Exclude<FleetCall, { act: 'takeUp' }>): Promise<void> {
    const { resident, store } = this.remote;
    try {
      await resident.call(call);
    } finally {
      await store.catchUp(call.taskId);
    }
  }
}
