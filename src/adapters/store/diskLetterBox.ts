import * as fs from 'node:fs';
import * as path from 'node:path';
import type { LetterBox } from '../../core/letterPorts';
import type { Disposable, Log } from '../../core/ports';
import { Letter, type TaskId } from '../../protocol';
import { isMissing, toStoreError } from './storeErrors';
import type { TaskLocks } from './taskLocks';
import { writeFileWhole } from './wholeFile';

interface Place {
  taskDir: (taskId: TaskId) => string;
  locks: TaskLocks;
  log: Log;
}

interface Found {
  path: string;
  order: number;
  id: string;
}

const name = /^(\d+)-([0-9a-z]+)\.(?:json|taken)$/;
const lookEveryMs = 1_000;

/** One file a letter, in `letters/` of the task's folder: `<order>-<id>.json`, and `.taken` once its owner has taken it. */
export class DiskLetterBox implements LetterBox {
  /** Many tasks wait for a long time, and nothing is said to most of them: all are looked at when one is. */
  private readonly looks = new Set<() => void>();
  private looking: NodeJS.Timeout | undefined;

  constructor(private readonly place: Place) {}

  post(taskId: TaskId, letter: Letter): Promise<void> {
    return this.doing('leave something for this task', () =>
      this.place.locks.within(this.place.taskDir(taskId), async () => {
        await fs.promises.mkdir(this.folder(taskId), { recursive: true, mode: 0o700 });
        const last = (await this.find(taskId)).at(-1)?.order ?? 0;
        await writeFileWhole(this.path(taskId, last + 1, letter.id), JSON.stringify(Letter.parse(letter)));
      }),
    );
  }

  waiting(taskId: TaskId): Promise<Letter[]> {
    return this.doing('read what was said to this task', async () => {
      const letters: Letter[] = [];
      for (const found of await this.find(taskId)) {
        letters.push(...(await this.read(found)));
      }
      return letters;
    });
  }

  async has(taskId: TaskId, id: string): Promise<boolean> {
    return (await this.named(taskId, id)) !== undefined;
  }

  take(taskId: TaskId, id: string): Promise<boolean> {
    return this.claim(taskId, id, async (found) => {
      if (found.endsWith('.json')) {
        await fs.promises.rename(found, found.replace(/json$/, 'taken'));
      }
      return true;
    });
  }

  withdraw(taskId: TaskId, id: string): Promise<boolean> {
    return this.claim(taskId, id, async (found) => {
      if (found.endsWith('.json')) {
        await fs.promises.unlink(found);
      }
      return found.endsWith('.json');
    });
  }

  async remove(taskId: TaskId, id: string): Promise<void> {
    await this.claim(taskId, id, async (found) => {
      await fs.promises.unlink(found);
      return true;
    });
  }

  watch(taskId: TaskId, onChange: () => void): Disposable {
    const folder = this.folder(taskId);
    const look = (): void => (isEmpty(folder) ? undefined : onChange());
    this.looks.add(look);
    this.looking ??= setInterval(() => this.looks.forEach((each) => each()), lookEveryMs).unref();
    let watcher: fs.FSWatcher | null = null;
    try {
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
      watcher = fs.watch(folder, { persistent: false }, onChange);
      watcher.on('error', (error) => this.place.log.warn(`Watching ${folder} ended: ${String(error)}`));
    } catch (error) {
      this.place.log.warn(`Cannot watch ${folder}: ${String(error)}`);
    }
    return {
      dispose: () => {
        this.looks.delete(look);
        if (this.looks.size === 0) {
          clearInterval(this.looking);
          this.looking = undefined;
        }
        watcher?.close();
      },
    };
  }

  private async read({ path: file, id }: Found): Promise<Letter[]> {
    try {
      const letter = Letter.parse(JSON.parse(await fs.promises.readFile(file, 'utf8')));
      return letter.id === id ? [letter] : [];
    } catch (error) {
      if (!isMissing(error)) {
        this.place.log.error(`Removed ${file}, which can't be read.`, error);
        await fs.promises.rm(file, { force: true });
      }
      return [];
    }
  }

  /** Both sides rename or unlink the one file, so only one of them finds it. */
  private claim(taskId: TaskId, id: string, act: (file: string) => Promise<boolean>): Promise<boolean> {
    return this.doing('take what was said to this task', async () => {
      const found = await this.named(taskId, id);
      try {
        return found !== undefined && (await act(found.path));
      } catch (error) {
        if (isMissing(error)) {
          return false;
        }
        throw error;
      }
    });
  }

  private async named(taskId: TaskId, id: string): Promise<Found | undefined> {
    return (await this.find(taskId)).find((found) => found.id === id);
  }

  private async find(taskId: TaskId): Promise<Found[]> {
    const folder = this.folder(taskId);
    const names = await fs.promises.readdir(folder).catch((error: unknown) => {
      if (isMissing(error)) {
        return [];
      }
      throw error;
    });
    return names
      .flatMap((file) => {
        const [, order, id] = name.exec(file) ?? [];
        return order === undefined || id === undefined
          ? []
          : [{ path: path.join(folder, file), order: Number(order), id }];
      })
      .sort((a, b) => a.order - b.order);
  }

  private async doing<T>(action: string, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      throw toStoreError(error, action);
    }
  }

  private folder(taskId: TaskId): string {
    return path.join(this.place.taskDir(taskId), 'letters');
  }

  private path(taskId: TaskId, order: number, id: string): string {
    return path.join(this.folder(taskId), `${String(order).padStart(6, '0')}-${id}.json`);
  }
}

/** A folder that can't be read is for the look to report. */
function isEmpty(folder: string): boolean {
  try {
    return fs.readdirSync(folder).length === 0;
  } catch {
    return false;
  }
}
