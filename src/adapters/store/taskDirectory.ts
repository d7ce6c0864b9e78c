import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { StoreError } from '../../core/errors';
import { outputFileName } from '../../core/files/outputFileName';
import type { Clock, Disposable, Log } from '../../core/ports';
import type {
  ChangedFiles,
  JournalPosition,
  Lease,
  OnRead,
  SetAside,
  StoredTask,
  TaskFiles,
} from '../../core/storePorts';
import type { EntryBody, EventBody } from '../../protocol';
import { RunnerEvent, TaskEntry, TaskId } from '../../protocol';
import { prepareDataDirectory } from './dataDirectory';
import { openEventJournal } from './eventJournal';
import { DiskLetterBox } from './diskLetterBox';
import { readJsonLines } from './jsonLines';
import type { ProcessIdentity } from './leaseFile';
import { Holders } from './holders';
import { currentProcess, isHeld, readLease, writeLease } from './leaseFile';
import { appendEntry } from './appendEntry';
import { HeldLease } from './heldLease';
import { copyImages } from './imageFolder';
import { readTextRange } from './textRange';
import { isMissing, toStoreError } from './storeErrors';
import { TaskLocks } from './taskLocks';
import { TaskWatch } from './taskWatch';

interface TaskDirectoryOptions {
  clock: Clock;
  log: Log;
  /** Another process than this one, for tests. */
  identity?: ProcessIdentity;
}

const start: JournalPosition = { entries: 0, events: 0 };
const loadedAtOnce = 16;

/** Makes or opens a data directory. Throws `StoreError`: `newer-layout`, `damaged`, `not-writable`, `disk-full`. */
export async function openTaskDirectory(root: string, options: TaskDirectoryOptions): Promise<TaskFiles> {
  try {
    await prepareDataDirectory(root);
    return new TaskDirectory(root, { ...options, identity: options.identity ?? (await currentProcess()) });
  } catch (error) {
    throw toStoreError(error, `use the data directory ${root}`);
  }
}

class TaskDirectory implements TaskFiles {
  readonly letters: DiskLetterBox;
  readonly clonesDir: string;
  readonly sparesDir: string;
  private readonly locks: TaskLocks;

  constructor(
    private readonly root: string,
    private readonly options: Required<TaskDirectoryOptions>,
  ) {
    const { log } = options;
    this.clonesDir = path.join(root, 'repositories');
    this.sparesDir = path.join(root, 'spares');
    this.locks = new TaskLocks(log);
    this.letters = new DiskLetterBox({ taskDir: (taskId) => this.taskDir(taskId), locks: this.locks, log });
  }

  async loadAll(onRead?: OnRead): Promise<{ tasks: StoredTask[]; setAside: SetAside[] }> {
    const names = await fs.readdir(path.join(this.root, 'tasks')).catch((error: unknown) => {
      throw toStoreError(error, 'read the data directory');
    });
    const left = names.sort().flatMap((name) => TaskId.safeParse(name).data ?? []);
    const all = left.length;
    let read = 0;
    const tasks: StoredTask[] = [];
    const setAside: SetAside[] = [];
    const loadNext = async (): Promise<void> => {
      for (let taskId = left.shift(); taskId !== undefined; taskId = left.shift()) {
        const found = await this.loadForList(taskId);
        if (found !== null && 'entries' in found) {
          tasks.push(found);
        } else if (found !== null) {
          setAside.push(found);
        }
        onRead?.((read += 1), all);
      }
    };
    await Promise.all(Array.from({ length: loadedAtOnce }, loadNext));
    return { tasks: tasks.sort(byId), setAside: setAside.sort(byId) };
  }

  async load(
    taskId: TaskId,
    after: JournalPosition = start,
    { withEvents = true }: { withEvents?: boolean } = {},
  ): Promise<StoredTask> {
    const { log } = this.options;
    try {
      await fs.stat(this.taskDir(taskId));
      const unread = { items: [], end: after.events };
      const events = withEvents ? await readJsonLines(eventsFile(this.taskDir(taskId)), after.events, log) : unread;
      const entries = await readJsonLines(entriesFile(this.taskDir(taskId)), after.entries, log);
      const position = { entries: entries.end, events: events.end };
      return { taskId, entries: entries.items, events: events.items, position };
    } catch (error) {
      throw isMissing(error)
        ? new StoreError('unknown-task', `There is no task ${taskId}.`, { cause: error })
        : toStoreError(error, `read the journals of task ${taskId}`);
    }
  }

  async create(taskId: TaskId, imagesOf?: TaskId): Promise<void> {
    try {
      await fs.mkdir(path.join(this.taskDir(taskId), 'output'), { recursive: true, mode: 0o700 });
      if (imagesOf !== undefined) {
        await copyImages(this.taskDir(imagesOf), this.taskDir(taskId));
      }
    } catch (error) {
      throw toStoreError(error, 'make a folder for the task');
    }
  }

  append(taskId: TaskId, body: EntryBody): Promise<TaskEntry> {
    return this.locked(taskId, 'write the journal of this task', () =>
      appendEntry(entriesFile(this.taskDir(taskId)), body, this.options),
    );
  }

  async appendEvents(
    taskId: TaskId,
    bodies: readonly EventBody[],
    { fence, causeId }: { fence: number; causeId?: string },
  ): Promise<void> {
    const { clock, log } = this.options;
    // What is written here was in a journal before, so secrets are out of it already.
    const redact = (text: string): string => text;
    const journal = await openEventJournal({ taskId, taskDir: this.taskDir(taskId), fence, redact, clock, log });
    try {
      for (const body of bodies) {
        await journal.append(body, causeId);
      }
    } finally {
      await journal.close();
    }
  }

  acquire(taskId: TaskId): Promise<Lease | null> {
    const { identity, clock, log } = this.options;
    const taskDir = this.taskDir(taskId);
    return this.locked(taskId, 'take up this task', async () => {
      const record = await readLease(taskDir);
      if (record !== null && (await isHeld(taskDir, record, identity, clock.now()))) {
        return null;
      }
      const fence = (record?.fence ?? (await this.lastFence(taskId))) + 1;
      await writeLease(taskDir, { ...identity, fence, isReleased: false });
      return new HeldLease({ taskDir, fence, holder: identity, log, locks: this.locks });
    });
  }

  async owner(taskId: TaskId): Promise<number | null> {
    const { identity, clock } = this.options;
    const taskDir = this.taskDir(taskId);
    try {
      const record = await readLease(taskDir);
      return record !== null && (await isHeld(taskDir, record, identity, clock.now())) ? record.pid : null;
    } catch (error) {
      throw toStoreError(error, 'read who owns this task');
    }
  }

  watch(onChange: (taskId: TaskId, what: ChangedFiles) => void, present: 'told' | 'left' = 'told'): Disposable {
    const { identity, clock, log } = this.options;
    const holders = new Holders(identity, clock);
    const holder = (taskId: TaskId): Promise<string> => holders.describe(this.taskDir(taskId));
    const parse = (name: string): TaskId | undefined => TaskId.safeParse(name).data;
    const journals = ['task.jsonl', 'events.jsonl'];
    return new TaskWatch(path.join(this.root, 'tasks'), { parse, journals, onChange, log, holder, present });
  }

  taskDir(taskId: TaskId): string {
    return path.join(this.root, 'tasks', taskId);
  }

  worktreeDir(taskId: TaskId, slug: string): string {
    return path.join(this.root, 'worktrees', `${slug}-${taskId.slice(-6).toLowerCase()}`);
  }

  async readOutput(
    taskId: TaskId,
    callId: string,
    range: { offset: number; limit: number },
  ): Promise<{ text: string; size: number }> {
    try {
      return await readTextRange(path.join(this.taskDir(taskId), 'output', outputFileName(callId)), range);
    } catch (error) {
      throw toStoreError(error, 'read the output of a command');
    }
  }

  /** Null for a folder without a journal: a task that is being made, or whose making was cut off. */
  private async loadForList(taskId: TaskId): Promise<StoredTask | SetAside | null> {
    const folder = this.taskDir(taskId);
    try {
      const task = await this.load(taskId);
      if (task.entries.some((entry) => entry.type === 'created')) {
        return task;
      }
      return task.position.entries === 0
        ? null
        : { taskId, folder, reason: 'Its journal does not say what the task is: the line that does is damaged.' };
    } catch (error) {
      this.options.log.error(`Task ${taskId} is set aside.`, error);
      return { taskId, folder, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  private async locked<T>(taskId: TaskId, action: string, act: () => Promise<T>): Promise<T> {
    try {
      return await this.locks.within(this.taskDir(taskId), act);
    } catch (error) {
      throw isMissing(error)
        ? new StoreError('unknown-task', `There is no task ${taskId}.`, { cause: error })
        : toStoreError(error, action);
    }
  }

  private async lastFence(taskId: TaskId): Promise<number> {
    const { items } = await readJsonLines(entriesFile(this.taskDir(taskId)), 0, this.options.log);
    return items.reduce((fence, entry) => (entry.type === 'owned' ? Math.max(fence, entry.fence) : fence), 0);
  }
}

function entriesFile(taskDir: string): { path: string; schema: typeof TaskEntry } {
  return { path: path.join(taskDir, 'task.jsonl'), schema: TaskEntry };
}

function eventsFile(taskDir: string): { path: string; schema: typeof RunnerEvent } {
  return { path: path.join(taskDir, 'events.jsonl'), schema: RunnerEvent };
}

function byId(a: { taskId: TaskId }, b: { taskId: TaskId }): number {
  return a.taskId < b.taskId ? -1 : 1;
}
