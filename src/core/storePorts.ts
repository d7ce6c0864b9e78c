import type { EventBody, RunnerEvent, TaskEntry, EntryBody, TaskId } from '../protocol';
import type { LetterBox } from './letterPorts';
import type { Disposable } from './ports';

/** One writer, one file of JSON lines. Appends are ordered; a torn last line is dropped when the file is opened. */
export interface EventJournal {
  /** All events so far, oldest first, as they were when it was opened and appended since. */
  readonly events: readonly RunnerEvent[];
  /**
   * Gives the body its envelope and writes it. Resolves when a killed process no longer loses it; what something acts on,
   * and all that was written before, survives a power cut as well.
   */
  append(body: EventBody, causeId?: string): Promise<RunnerEvent>;
  /** After what was appended before. Calling it again does nothing. */
  close(): Promise<void>;
}

/** Where a reader stands in a task's journals, in bytes. */
export interface JournalPosition {
  readonly entries: number;
  readonly events: number;
}

export interface StoredTask {
  taskId: TaskId;
  entries: TaskEntry[];
  events: RunnerEvent[];
  /** Behind the last line of each journal that was read. */
  position: JournalPosition;
}

/** A task that can't be used, its files left as they are. */
export interface SetAside {
  taskId: TaskId;
  /** Why, as a sentence, and where its files are. */
  reason: string;
  folder: string;
}

/** `events`: nothing but the journal of the runner. */
export type ChangedFiles = 'events' | 'any';

/** Held while a process owns a task. */
export interface Lease {
  readonly fence: number;
  /** This process, for the journal. */
  readonly holder: { readonly pid: number; readonly host: string };
  /** Calling it again does nothing. */
  release(): Promise<void>;
}

/** So many tasks are read, of all that there are. */
export type OnRead = (read: number, all: number) => void;

/** The data directory, as the app sees it. Failures are `StoreError`. */
export interface TaskFiles {
  readonly letters: LetterBox;
  /**
   * Every task that can be read, and those that can't: what one of them holds keeps no other from being used. `onRead` is
   * told after each of them.
   */
  loadAll(onRead?: OnRead): Promise<{ tasks: StoredTask[]; setAside: SetAside[] }>;
  /**
   * What its journals hold, or only what was appended after a position. Without events their position stays. Throws
   * `unknown-task`.
   */
  load(taskId: TaskId, after?: JournalPosition, options?: { withEvents: boolean }): Promise<StoredTask>;
  /** Makes the task's folder, with the images that another task has kept. */
  create(taskId: TaskId, imagesOf?: TaskId): Promise<void>;
  /** Writes and fsyncs one line of `task.jsonl`, whatever process wrote the one before. */
  append(taskId: TaskId, body: EntryBody): Promise<TaskEntry>;
  /**
   * Writes what happened to a task that no runner has. `fence` is the owner's token, 0 for a task that was never owned.
   * Throws `owned` when a newer owner has it.
   */
  appendEvents(
    taskId: TaskId,
    bodies: readonly EventBody[],
    options: { fence: number; causeId?: string },
  ): Promise<void>;
  /** Takes the task for this process; null when another living process has it. */
  acquire(taskId: TaskId): Promise<Lease | null>;
  /** The process id of the living owner, if there is one. */
  owner(taskId: TaskId): Promise<number | null>;
  /**
   * Tells which task's journals, lease or living owner changed, whoever changed them; several changes may be told as one.
   * Nothing is told of tasks that are there already where these are `left`.
   */
  watch(onChange: (taskId: TaskId, what: ChangedFiles) => void, present?: 'told' | 'left'): Disposable;
  taskDir(taskId: TaskId): string;
  worktreeDir(taskId: TaskId, slug: string): string;
  /** Where repositories are cloned to that tasks name by their address. */
  readonly clonesDir: string;
  /** Where the spare worktrees of all repositories are, on the file system of the worktrees. */
  readonly sparesDir: string;
  /** Output of a call or check from `offset` on, at most `limit` bytes. Empty when there is none. */
  readOutput(
    taskId: TaskId,
    callId: string,
    range: { offset: number; limit: number },
  ): Promise<{ text: string; size: number }>;
}
