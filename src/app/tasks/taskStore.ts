import { Emitter } from '../../core/emitter';
import { StoreError } from '../../core/errors';
import type { Disposable, Log } from '../../core/ports';
import type { JournalPosition, OnRead, SetAside, StoredTask, TaskFiles } from '../../core/storePorts';
import { viewTask, viewWithEntry, viewWithEvent, viewWithOwner, viewWithWhy } from '../../core/views/taskView';
import type { EntryBody, QueuedWhy, RunnerEvent, TaskEntry, TaskId, TaskView } from '../../protocol';
import { foldedViews } from './foldedViews';
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
  /** What it waits for while it is queued, where that is known. */
  readonly why?: QueuedWhy | undefined;
}

interface News {
  entries?: readonly TaskEntry[];
  events?: readonly RunnerEvent[];
  /** What they fold to, where that is known and nothing is of the task yet. */
  view?: TaskView | undefined;
}

/**
 * All tasks of the data directory, folded from their journals. What other processes write is read as it comes. The views
 * are values: a change puts a new one in the place of the old.
 */
export class TaskStore {
  /** Tasks that could not be read when all were. */
  readonly setAside: SetAside[] = [];
  private readonly views = new Map<TaskId, TaskView>();
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

  /** Reads all tasks, then keeps up with the disk until disposed. Who only adds one may leave those that are there. */
  async load(present: 'told' | 'left' = 'told', onRead?: OnRead): Promise<void> {
    this.watch ??= this.files.watch((taskId, what) => {
      // Events of our own tasks come from their runner.
      if (what === 'any' || this.ownerOf(taskId) !== 'us') {
        void this.read(taskId, 'new');
      }
    }, present);
    if (present === 'left') {
      return;
    }
    const { tasks: stored, setAside } = await this.files.loadAll(onRead);
    this.setAside.splice(0, Infinity, ...setAside);
    const owners = await Promise.all(stored.map((task) => this.files.owner(task.taskId)));
    const views = await foldedViews(stored);
    stored.forEach((task, index) => {
      this.absorb(task, owners[index] !== null, views.get(task.taskId));
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
    const { run } = this.get(event.taskId);
    const reading = this.readings.get(event.taskId);
    if (reading === undefined || event.seq > run.seq + 1) {
      void this.catchUp(event.taskId);
    } else {
      this.change(event.taskId, reading, { events: [event] });
    }
  }

  /** Which living process owns the task, as far as is known. */
  ownerOf(taskId: TaskId): 'us' | 'another' | null {
    const { isOurs = false, isOwned = false } = this.readings.get(taskId) ?? {};
    return isOurs ? 'us' : isOwned ? 'another' : null;
  }

  /** Whether this process owns the task. Resolves when the view holds all that the journals do. */
  async setOwned(taskId: TaskId, isOwned: boolean): Promise<void> {
    const reading = this.readings.get(taskId);
    if (reading !== undefined) {
      this.change(taskId, { ...reading, isOurs: isOwned, isOwned }, {});
    }
    await this.catchUp(taskId);
  }

  /** What a queued task waits for is no fact of its journals, as little as whether its owner lives. */
  explain(taskId: TaskId, why: QueuedWhy | undefined): void {
    const reading = this.readings.get(taskId);
    if (reading !== undefined) {
      this.change(taskId, { ...reading, why }, {});
    }
  }

  /** Resolves when the view holds all that the journals do. */
  catchUp(taskId: TaskId): Promise<void> {
    return this.read(taskId, 'all');
  }

  dispose(): void {
    this.watch?.dispose();
  }

  /** Readings of one task follow each other, so that a late one never brings back an older state. */
  private read(taskId: TaskId, from: 'new' | 'all'): Promise<void> {
    return this.reads.run(taskId, async () => {
      try {
        const reading = this.readings.get(taskId);
        if (from === 'new' && reading?.isOurs === true) {
          this.absorb(await this.files.load(taskId, reading.position, { withEvents: false }), true);
        } else {
          const task = await this.files.load(taskId, from === 'all' ? undefined : reading?.position);
          const owner = await this.files.owner(taskId);
          const views = this.views.has(taskId) ? null : await foldedViews([task]);
          this.absorb(task, owner !== null, views?.get(taskId));
        }
      } catch (error) {
        this.log.warn(`Cannot read task ${taskId}: ${error instanceof Error ? error.message : String(error)}`);
      }
    });
  }

  private absorb({ taskId, entries, events, position }: StoredTask, isOwned: boolean, view?: TaskView): void {
    const reading = this.readings.get(taskId) ?? { events: [], isOurs: false };
    this.change(taskId, { ...reading, position, isOwned: isOwned || reading.isOurs }, { entries, events, view });
  }

  /** The one transition: folds what is new into the view, or makes the view of a new task. */
  private change(taskId: TaskId, reading: Reading, { entries = [], events = [], view: first }: News): void {
    const { isOwned } = reading;
    const known = this.views.get(taskId);
    const newEvents = events.filter((event) => event.seq > (known?.run.seq ?? 0));
    const begun = known ?? first;
    const view = begun === undefined ? viewTask(entries, events, isOwned) : folded(begun, { entries, events }, isOwned);
    if (view === null) {
      return;
    }
    const before = this.readings.get(taskId);
    this.readings.set(taskId, reading);
    newEvents.forEach((event) => reading.events.push(event));
    const isNews = view.app.seq !== known?.app.seq || newEvents.length > 0;
    if (isNews || isOwned !== before?.isOwned || isOtherWhy(view, reading, before)) {
      const shown = viewWithWhy(view, reading.why);
      this.views.set(taskId, shown);
      this.changes.fire({ taskId, view: shown, events: newEvents });
    }
  }
}

function folded(view: TaskView, { entries, events }: Required<Omit<News, 'view'>>, isOwned: boolean): TaskView {
  const newEntries = entries.filter((entry) => entry.seq > view.app.seq);
  const withEntries = newEntries.reduce((rest, entry) => viewWithEntry(rest, entry, isOwned), view);
  const newEvents = events.filter((event) => event.seq > view.run.seq);
  const withEvents = newEvents.reduce((rest, event) => viewWithEvent(rest, event, isOwned), withEntries);
  return viewWithOwner(withEvents, isOwned);
}

function isOtherWhy({ state }: TaskView, { why }: Reading, before: Reading | undefined): boolean {
  return state.kind === 'queued' && JSON.stringify(why) !== JSON.stringify(before?.why);
}
