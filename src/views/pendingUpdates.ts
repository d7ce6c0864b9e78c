import type { LiveMessage } from '../core/residentPorts';
import type { AgentsWindowUpdate, RunnerEvent, TaskId, TaskView } from '../protocol';

const laterTimes = 8;

/** Gathers changes for a moment, so that a stream of them reaches the page as few messages. */
export class PendingUpdates {
  private readonly tasks = new Map<TaskId, TaskView>();
  private readonly later = new Map<TaskId, TaskView>();
  private readonly rest: AgentsWindowUpdate[] = [];
  private timer: NodeJS.Timeout | undefined;
  private laterTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly everyMs: number,
    readonly send: (update: AgentsWindowUpdate) => void,
    /** Several at once, as one message where that is possible. */
    private readonly sendAll = (updates: readonly AgentsWindowUpdate[]): void => updates.forEach(send),
  ) {}

  /** `later`: of a task of which only a row is in sight, which need not change as often. */
  addTask(view: TaskView, when: 'soon' | 'later' = 'soon'): void {
    if (when === 'later' && !this.tasks.has(view.task.id)) {
      this.later.set(view.task.id, view);
      this.laterTimer ??= setTimeout(() => this.hasten(), laterTimes * this.everyMs);
      return;
    }
    this.later.delete(view.task.id);
    this.tasks.set(view.task.id, view);
    this.flushSoon();
  }

  addEvents(events: readonly RunnerEvent[]): void {
    const [first] = events;
    if (first === undefined) {
      return;
    }
    const last = this.rest.at(-1);
    if (last?.type === 'events' && last.taskId === first.taskId) {
      this.rest[this.rest.length - 1] = { ...last, events: [...last.events, ...events] };
    } else {
      this.rest.push({ type: 'events', taskId: first.taskId, fromSeq: first.seq - 1, events: [...events] });
    }
    this.flushSoon();
  }

  addLive(message: LiveMessage): void {
    const update = toUpdate(message);
    const last = this.rest.at(-1);
    const joined = last === undefined ? null : join(last, update);
    if (joined === null) {
      this.rest.push(update);
    } else {
      this.rest[this.rest.length - 1] = joined;
    }
    this.flushSoon();
  }

  flush(): void {
    const updates = [...[...this.tasks.values()].map((task) => ({ type: 'task' as const, task })), ...this.rest];
    clearTimeout(this.timer);
    this.timer = undefined;
    this.tasks.clear();
    this.rest.length = 0;
    if (updates.length > 0) {
      this.sendAll(updates);
    }
  }

  clear(): void {
    clearTimeout(this.timer);
    clearTimeout(this.laterTimer);
    this.timer = undefined;
    this.laterTimer = undefined;
    this.tasks.clear();
    this.later.clear();
    this.rest.length = 0;
  }

  private hasten(): void {
    this.laterTimer = undefined;
    this.later.forEach((view, id) => this.tasks.set(id, view));
    this.later.clear();
    this.flush();
  }

  private flushSoon(): void {
    this.timer ??= setTimeout(() => this.flush(), this.everyMs);
  }
}

type LiveUpdate = Extract<AgentsWindowUpdate, { type: 'delta' | 'output' }>;

function toUpdate(message: LiveMessage): LiveUpdate {
  const { taskId, text } = message;
  return message.kind === 'delta'
    ? { type: 'delta', taskId, messageId: message.messageId, text }
    : { type: 'output', taskId, callId: message.callId, offset: message.offset, text };
}

/** Two pieces of the same text that follow each other are one. */
function join(last: AgentsWindowUpdate, next: LiveUpdate): AgentsWindowUpdate | null {
  if (last.type === 'delta' && next.type === 'delta' && last.messageId === next.messageId) {
    return { ...last, text: last.text + next.text };
  }
  if (last.type === 'output' && next.type === 'output' && last.callId === next.callId) {
    const isNext = last.offset + Buffer.byteLength(last.text) === next.offset;
    return isNext ? { ...last, text: last.text + next.text } : null;
  }
  return null;
}
