import type {
  ChosenPart,
  LandRequest,
  Resolved,
  RestoreWhat,
  TaskId,
  TryoutAsk,
  UpdateHow,
  UpdateOnto,
} from '../../protocol';
import { RemoteTalk } from './remoteTalk';

/** Acts on what tasks came to, asked of the process that runs them. They fail as they failed there. */
export abstract class RemoteActs extends RemoteTalk {
  apply(taskId: TaskId, part?: ChosenPart, resolved?: Resolved): Promise<void> {
    return this.ask({ act: 'apply', taskId, part, resolved });
  }

  land(taskId: TaskId, request: LandRequest): Promise<void> {
    return this.ask({ act: 'land', taskId, request });
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

  update(taskId: TaskId, how: UpdateHow, resolved?: Resolved, onto?: UpdateOnto): Promise<void> {
    return this.ask({ act: 'update', taskId, how, resolved, onto });
  }

  tryOut(taskId: TaskId, ask: TryoutAsk): Promise<void> {
    return this.ask({ act: 'tryOut', taskId, ask });
  }

  restoreTo(taskId: TaskId, { toSeq, what }: { toSeq: number; what: RestoreWhat }): Promise<void> {
    return this.ask({ act: 'restoreTo', taskId, toSeq, what });
  }
}
