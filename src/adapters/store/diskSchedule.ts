import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type * as z from 'zod';
import type { Disposable, Log } from '../../core/ports';
import type { ScheduleFiles } from '../../core/scheduling/schedulePorts';
import { emptyBook } from '../../core/scheduling/turns';
import { Paused, PlaceBook, type PlaceHolder, PlaceLimits } from '../../protocol';
import { FolderWatch } from './folderWatch';
import { currentProcess, isRunning, type ProcessIdentity } from './leaseFile';
import { isMissing, toStoreError } from './storeErrors';
import { TaskLocks } from './taskLocks';
import { writeFileWhole } from './wholeFile';

export function scheduleFolder(root: string): string {
  return path.join(root, 'scheduling');
}

/** Tells every process that shares the data directory how many tasks may run at once. Throws `StoreError`. */
export async function writePlaceLimits(root: string, limits: PlaceLimits): Promise<void> {
  const folder = scheduleFolder(root);
  try {
    const text = `${JSON.stringify(limits, null, 2)}\n`;
    const file = path.join(folder, 'limits.json');
    if ((await fs.promises.readFile(file, 'utf8').catch(() => '')) !== text) {
      await fs.promises.mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFileWhole(file, text);
    }
  } catch (error) {
    throw toStoreError(error, 'write how many tasks may run');
  }
}

/** Files below `scheduling`. What can't be understood counts as not there: nothing is lost but the order of a queue. */
export class DiskSchedule implements ScheduleFiles {
  readonly holder: PlaceHolder;
  private readonly folder: string;
  private readonly locks: TaskLocks;

  private constructor(
    root: string,
    private readonly here: ProcessIdentity,
    private readonly log: Log,
  ) {
    this.folder = scheduleFolder(root);
    this.holder = { ...here, instance: randomUUID() };
    this.locks = new TaskLocks(log);
  }

  /** `identity` is another process than this one, for tests. */
  static async open(root: string, log: Log, identity?: ProcessIdentity): Promise<DiskSchedule> {
    return new DiskSchedule(root, identity ?? (await currentProcess()), log);
  }

  async update(change: (book: PlaceBook) => PlaceBook): Promise<PlaceBook> {
    try {
      await fs.promises.mkdir(this.folder, { recursive: true, mode: 0o700 });
      return await this.locks.within(this.folder, async () => {
        const before = await this.book();
        const after = change(await this.withoutDead(before));
        if (JSON.stringify(after) !== JSON.stringify(before)) {
          await writeFileWhole(this.file('places'), JSON.stringify(after));
        }
        return after;
      });
    } catch (error) {
      throw toStoreError(error, 'put the task into the queue');
    }
  }

  async book(): Promise<PlaceBook> {
    return (await this.read('places', PlaceBook)) ?? emptyBook;
  }

  async limits(): Promise<PlaceLimits> {
    return (await this.read('limits', PlaceLimits)) ?? {};
  }

  async isPaused(): Promise<boolean> {
    return (await this.read('paused', Paused)) !== null;
  }

  async setPaused(isPaused: boolean): Promise<void> {
    try {
      await fs.promises.mkdir(this.folder, { recursive: true, mode: 0o700 });
      if (isPaused) {
        await writeFileWhole(this.file('paused'), JSON.stringify({ at: new Date().toISOString() } satisfies Paused));
      } else {
        await fs.promises.rm(this.file('paused'), { force: true });
      }
    } catch (error) {
      throw toStoreError(error, isPaused ? 'pause the agents' : 'let the agents go on');
    }
  }

  watch(onChange: () => void): Disposable {
    const names = ['places', 'limits', 'paused'].map((name) => path.basename(this.file(name)));
    return new FolderWatch(this.folder, { names, onChange, log: this.log });
  }

  private async withoutDead(book: PlaceBook): Promise<PlaceBook> {
    const nameOf = ({ pid, startTime, host }: PlaceHolder): string => `${pid} ${startTime ?? ''} ${host}`;
    const holders = new Map(book.places.map(({ holder }) => [nameOf(holder), holder]));
    const alive = new Set<string>();
    for (const [name, holder] of holders) {
      if (await isRunning(holder, this.here)) {
        alive.add(name);
      }
    }
    return { ...book, places: book.places.filter(({ holder }) => alive.has(nameOf(holder))) };
  }

  private async read<T>(name: string, schema: z.ZodType<T>): Promise<T | null> {
    try {
      return schema.safeParse(JSON.parse(await fs.promises.readFile(this.file(name), 'utf8'))).data ?? null;
    } catch (error) {
      if (isMissing(error)) {
        return null;
      }
      if (error instanceof SyntaxError) {
        this.log.warn(`${this.file(name)} can't be understood and counts as empty.`);
        return null;
      }
      throw toStoreError(error, `read ${this.file(name)}`);
    }
  }

  private file(name: string): string {
    return path.join(this.folder, `${name}.json`);
  }
}
