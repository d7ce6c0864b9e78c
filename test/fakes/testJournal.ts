import { join } from 'node:path';
import { viewTask } from '../../src/core/views/taskView';
import type { EntryBody, EventBody, RunnerEvent, TaskEntry, TaskId, TaskView } from '../../src/protocol';

/** The journals of some tasks in memory, folded by the real reducers. */
export class TestJournal {
  private readonly folder: string;
  private readonly tasks = new Map<TaskId, { entries: TaskEntry[]; events: RunnerEvent[] }>();
  /** The time of the next entry. */
  now = new Date('2026-01-01T00:00:00.000Z');

  constructor(folder: string) {
    this.folder = folder;
  }

  nextId(): TaskId {
    return `01ARZ3NDEKTSV4RRFFQ69G${String(this.tasks.size).padStart(4, '0')}` as TaskId;
  }

  create(taskId: TaskId): Promise<void> {
    this.tasks.set(taskId, { entries: [], events: [] });
    return Promise.resolve();
  }

  append(taskId: TaskId, body: EntryBody): Promise<TaskEntry> {
    const entries = this.entries(taskId);
    const entry: TaskEntry = { v: 1, seq: entries.length + 1, at: this.now.toISOString(), ...body };
    entries.push(entry);
    return Promise.resolve(entry);
  }

  record(taskId: TaskId, body: EventBody): void {
    const events = this.task(taskId).events;
    events.push({ v: 1, seq: events.length + 1, taskId, at: this.now.toISOString(), ...body });
  }

  appendEvents(taskId: TaskId, bodies: readonly EventBody[], { causeId }: { causeId?: string } = {}): Promise<void> {
    bodies.forEach((body) => this.record(taskId, body));
    const last = this.task(taskId).events.at(-1);
    if (last !== undefined && causeId !== undefined) {
      last.causeId = causeId;
    }
    return Promise.resolve();
  }

  events(taskId: TaskId): readonly RunnerEvent[] {
    return this.task(taskId).events;
  }

  catchUp(): Promise<void> {
    return Promise.resolve();
  }

  get(taskId: TaskId): TaskView {
    const { entries, events } = this.task(taskId);
    const view = viewTask(entries, events, true);
    if (view === null) {
      throw new Error(`${taskId} was not created`);
    }
    return view;
  }

  get current(): ReadonlyMap<TaskId, TaskView> {
    return new Map([...this.tasks.keys()].map((taskId) => [taskId, this.get(taskId)]));
  }

  entries(taskId: TaskId): TaskEntry[] {
    return this.task(taskId).entries;
  }

  taskDir(taskId: TaskId): string {
    return join(this.folder, 'tasks', taskId);
  }

  get clonesDir(): string {
    return join(this.folder, 'repositories');
  }

  get sparesDir(): string {
    return join(this.folder, 'spares');
  }

  worktreeDir(taskId: TaskId, slug: string): string {
    return join(this.folder, 'worktrees', `${slug}-${taskId.slice(-6).toLowerCase()}`);
  }

  private task(taskId: TaskId): { entries: TaskEntry[]; events: RunnerEvent[] } {
    const task = this.tasks.get(taskId);
    if (task === undefined) {
      throw new Error(`no task ${taskId}`);
    }
    return task;
  }
}
