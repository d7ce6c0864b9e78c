import { Emitter } from '../core/emitter';
import { StoreError } from '../core/errors';
import type { Disposable, JournalPosition, Log, StoredTask, TaskFiles } from '../core/ports';
import { viewTask, viewWithEntry, viewWithEvent, viewWithOwner } from '../core/taskView';
import type { EntryBody, RunnerEvent, TaskEntry, TaskId, TaskView } from '../protocol';
import { TaskQueue } from './taskQueue';

export interface TaskChange {
  taskId: TaskId;
  view: TaskView;
  /** The new ones, oldest first; empty when an entry or the owner changed. */
  events: readonly RunnerEvent[];
}

/** What is kept of a task beside its view. */
interface Reading {
  readonly events: RunnerEvent[];
  readonly position: JournalPosition;
  /** This process owns the task: events come from its runner, not from the disk. */
  readonly isOurs: boolean;
  /** Some living process owns it. */
  readonly isOwned: boolean;
}

/**
 * All tasks of the data directory, folded from their journals. What other processes write is read as it comes. The views
 * are values: a change puts a new one in the place of the old.
 */
export class TaskStore {
  private views: ReadonlyMap<TaskId, TaskView> = new Map();
  private readonly readings = new Map<TaskId, Reading>();
  private readonly reads = new TaskQueue();
  private readonly changes: Emitter<TaskChange>;
  private watch: Disposable | undefined;

  constructor(
    private readonly files: TaskFiles,
    private readonly log: Log,
  ) {
    this.changes = new Emitter((error) => log.error('A listener for changes of tasks failed.', error));
  }

  /** Reads all tasks, then keeps up with the disk until disposed. */
  async load(): Promise<void> {
    this.watch ??= this.files.watch((taskId) => void this.read(taskId, 'new'));
    const stored = await this.files.loadAll();
    const owners = await Promise.all(stored.map((task) => this.files.owner(task.taskId)));
    stored.forEach((task, index) => {
      this.absorb(task, owners[index] !== null);
    });
  }

  get current(): ReadonlyMap<TaskId, TaskView> {
    return this.views;
  }

  get(taskId: TaskId): TaskView {
    const view = this.views.get(taskId);
    if (view === undefined) {
      throw new StoreError('unknown-task', `There is no task ${taskId}.`);
    }
    return view;
  }

  /** All events of a task so far, oldest first. */
  events(taskId: TaskId): readonly RunnerEvent[] {
    return this.readings.get(taskId)?.events ?? [];
  }

  onDidChange(listener: (change: TaskChange) => void): Disposable {
    return this.changes.listen(listener);
  }

  /** Journals what the app does; resolves when it is on disk and in the view. */
  async append(taskId: TaskId, body: EntryBody): Promise<TaskEntry> {
    const entry = await this.files.append(taskId, body);
    await this.read(taskId, 'new');
    return entry;
  }

  /** Takes an event of our own runner, which has journaled it. A gap is filled from the disk. */
  record(event: RunnerEvent): void {
    const view = this.get(event.taskId);
    if (event.seq > view.run.seq + 1) {
      void this.read(event.taskId, 'all');
    } else {
      this.change(event.taskId, { events: [event] });
    }
  }

  /** Whether this process owns the task. Resolves when the view holds all that the journals do. */
  async setOwned(taskId: TaskId, isOwned: boolean): Promise<void> {
    const reading = this.readings.get(taskId);
    if (reading === undefined) {
      return;
    }
    this.readings.set(taskId, { ...reading, isOurs: isOwned, isOwned });
    this.change(taskId, {});
    await this.read(taskId, 'all');
  }

  dispose(): void {
    this.watch?.dispose();
  }

  /** Readings of one task follow each other, so that a late one never brings back an older state. */
  private read(taskId: TaskId, from: 'new' | 'all'): Promise<void> {
    return this.reads.run(taskId, async () => {
      try {
        const task = await this.files.load(taskId, from === 'all' ? undefined : this.readings.get(taskId)?.position);
        const isOurs = from === 'new' && (this.readings.get(taskId)?.isOurs ?? false);
        const isOwned = (await this.files.owner(taskId)) !== null;
        this.absorb(isOurs ? { ...task, events: [] } : task, isOwned);
      } catch (error) {
        this.log.warn(`Cannot read task ${taskId}: ${error instanceof Error ? error.message : String(error)}`);
      }
    });
  }

  private absorb(task: StoredTask, isOwned: boolean): void {
    const { taskId, entries, events, position } = task;
    const reading = this.readings.get(taskId);
    if (reading === undefined) {
      this.add(task, isOwned);
      return;
    }
    this.readings.set(taskId, { ...reading, position, isOwned: isOwned || reading.isOurs });
    this.change(taskId, { entries, events });
  }

  private add({ taskId, entries, events, position }: StoredTask, isOwned: boolean): void {
    const view = viewTask(entries, events, isOwned);
    if (view !== null) {
      this.readings.set(taskId, { events: [...events], position, isOurs: false, isOwned });
      this.put(view, events);
    }
  }

  /** The one transition: folds what is new of it into the view. */
  private change(
    taskId: TaskId,
    { entries = [], events = [] }: { entries?: readonly TaskEntry[]; events?: readonly RunnerEvent[] },
  ): void {
    const view = this.get(taskId);
    const reading = this.readings.get(taskId);
    const isOwned = reading?.isOwned ?? false;
    const newEntries = entries.filter((entry) => entry.seq > view.app.seq);
    const newEvents = events.filter((event) => event.seq > view.run.seq);
    const withEntries = newEntries.reduce((folded, entry) => viewWithEntry(folded, entry, isOwned), view);
    const folded = newEvents.reduce((next, event) => viewWithEvent(next, event, isOwned), withEntries);
    const next = viewWithOwner(folded, isOwned);
    if (newEntries.length > 0 || newEvents.length > 0 || next.state.kind !== view.state.kind) {
      reading?.events.push(...newEvents);
      this.put(next, newEvents);
    }
  }

  private put(view: TaskView, events: readonly RunnerEvent[]): void {
    const taskId = view.task.id;
    this.views = new Map([...this.views, [taskId, view]]);
    this.changes.fire({ taskId, view, events });
  }
}
