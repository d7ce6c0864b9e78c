import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Disposable, Log } from '../../core/ports';
import type { ChangedFiles } from '../../core/storePorts';
import type { TaskId } from '../../protocol';
import { isMissing } from './storeErrors';

interface TaskWatchOptions<K extends string> {
  /** The id that a folder's name is; undefined for a folder of something else. */
  parse: (name: string) => K | undefined;
  /** The files beside the lease whose changes are told. */
  journals: readonly string[];
  onChange: (taskId: K, what: ChangedFiles) => void;
  /** Whether tasks that are there when it begins are watched. */
  present: 'told' | 'left';
  /** Who has the task, as a text that differs when that changes. `free` when nobody claims it. */
  holder: (taskId: K) => Promise<string>;
  log: Log;
}

interface Folder {
  /** Null where the system can't watch (any more): then only looking helps. */
  watcher: fs.FSWatcher | null;
  /** What the last look saw. */
  seen: string;
}

const leaseName = 'lease.json';
const togetherMs = 30;
const lookEveryMs = 2_000;

/**
 * Watches the folders of tasks, or of something else that has an id, journals and an owner. What the system does not tell is found by looking from time to time: the death of an
 * owner, and changes of folders that can't be watched.
 */
export class TaskWatch<K extends string = TaskId> implements Disposable {
  private readonly folders = new Map<K, Folder>();
  private readonly changed = new Map<K, ChangedFiles>();
  private readonly left: ReadonlySet<string>;
  private readonly disposed = new AbortController();
  private readonly root: fs.FSWatcher | null;
  private telling: NodeJS.Timeout | undefined;

  constructor(
    private readonly tasksDir: string,
    private readonly options: TaskWatchOptions<K>,
  ) {
    this.root = this.watchFolder(tasksDir, () => this.findFolders());
    this.left = new Set(options.present === 'left' ? this.list() : []);
    this.findFolders();
    this.changed.clear();
    void this.lookRepeatedly();
  }

  dispose(): void {
    this.disposed.abort();
    clearTimeout(this.telling);
    this.root?.close();
    this.folders.forEach((folder) => folder.watcher?.close());
    this.folders.clear();
  }

  private findFolders(): void {
    const present = new Set(this.list().flatMap((name) => this.options.parse(name) ?? []));
    for (const [taskId, folder] of this.folders) {
      if (!present.has(taskId)) {
        folder.watcher?.close();
        this.folders.delete(taskId);
      }
    }
    for (const taskId of present) {
      if (!this.folders.has(taskId) && !this.left.has(taskId)) {
        this.add(taskId);
      }
    }
  }

  private list(): string[] {
    try {
      return fs.readdirSync(this.tasksDir);
    } catch (error) {
      // The folder goes when everything is removed.
      if (!isMissing(error)) {
        this.options.log.error(`Cannot list ${this.tasksDir}`, error);
      }
      return [];
    }
  }

  private add(taskId: K): void {
    const folder: Folder = { watcher: null, seen: 'unknown' };
    folder.watcher = this.watchFolder(path.join(this.tasksDir, taskId), (name) => {
      if (name === leaseName) {
        folder.seen = 'changed';
      }
      if (name === leaseName || this.options.journals.includes(name)) {
        this.tell(taskId, name === 'events.jsonl' ? 'events' : 'any');
      }
    });
    folder.watcher?.on('error', () => (folder.watcher = null));
    this.folders.set(taskId, folder);
    this.tell(taskId);
  }

  private watchFolder(folder: string, onEvent: (name: string) => void): fs.FSWatcher | null {
    try {
      const watcher = fs.watch(folder, { persistent: false }, (_, name) => onEvent(name ?? ''));
      watcher.on('error', (error) => this.options.log.warn(`Watching ${folder} ended: ${String(error)}`));
      return watcher;
    } catch (error) {
      this.options.log.warn(`Cannot watch ${folder}: ${String(error)}`);
      return null;
    }
  }

  private tell(taskId: K, what: ChangedFiles = 'any'): void {
    this.changed.set(taskId, this.changed.get(taskId) === 'any' ? 'any' : what);
    this.telling ??= setTimeout(() => {
      this.telling = undefined;
      const changed = [...this.changed];
      this.changed.clear();
      changed.forEach(([changedId, how]) => this.options.onChange(changedId, how));
    }, togetherMs);
  }

  private async lookRepeatedly(): Promise<void> {
    const { signal } = this.disposed;
    const pause = (): Promise<boolean> => delay(lookEveryMs, true, { signal, ref: false }).catch(() => !signal.aborted);
    while (await pause()) {
      if (this.root === null) {
        this.findFolders();
      }
      for (const [taskId, folder] of this.folders) {
        await this.look(taskId, folder);
      }
    }
  }

  /** A watched folder that nobody claims is told of by the system alone. */
  private async look(taskId: K, folder: Folder): Promise<void> {
    if (folder.watcher !== null && ['free', 'dead'].includes(folder.seen)) {
      return;
    }
    const holder = await this.options.holder(taskId).catch(() => 'unreadable');
    const seen = folder.watcher === null ? `${holder} ${await this.stamps(taskId)}` : holder;
    const isNews = seen !== folder.seen && !(folder.seen === 'unknown' && seen === 'free');
    folder.seen = seen;
    if (isNews && !this.disposed.signal.aborted) {
      this.tell(taskId);
    }
  }

  private async stamps(taskId: K): Promise<string> {
    const stamps = [...this.options.journals, leaseName].map(async (name) => {
      try {
        const { mtimeMs, size } = await fs.promises.stat(path.join(this.tasksDir, taskId, name));
        return `${mtimeMs}:${size}`;
      } catch {
        return '';
      }
    });
    return (await Promise.all(stamps)).join(' ');
  }
}
