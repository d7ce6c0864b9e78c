import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { RemovableData } from '../../core/removal/removalPorts';
import type { TaskId } from '../../protocol';
import { isMissing, toStoreError } from './storeErrors';

const note = 'removing';
/** What is made here by us alone; anything else in the folder is somebody else's, whatever the folder is. */
const ours =
  /^(version\.json|steady-time\.json|seen|resident\..*|cache|repositories|ports|spares|budgets|groups|scheduling|joined|dependencies)$/;
/** Emptied by removing the tasks; what is left in them is of no task that could be read. */
const emptied = ['tasks', 'worktrees'];

/** A data directory. Its rules are the user's own and stay; so does what none of us made. */
export class RemovableDirectory implements RemovableData {
  constructor(private readonly root: string) {}

  async survey(): Promise<{ bytes: number; kept: string[] }> {
    return await this.attempt('look at', async () => {
      const names = await namesIn(this.root);
      const kept = names.filter((name) => !ours.test(name) && name !== note && !emptied.includes(name));
      return { bytes: await bytesBelow(this.root), kept: kept.map((name) => path.join(this.root, name)) };
    });
  }

  async begin(): Promise<void> {
    await this.attempt('write to', () => fs.writeFile(path.join(this.root, note), '', { mode: 0o600, flush: true }));
  }

  async isBegun(): Promise<boolean> {
    return await this.attempt('look at', async () => (await namesIn(this.root)).includes(note));
  }

  async removeTask(taskId: TaskId): Promise<void> {
    await this.attempt('remove from', () => remove(path.join(this.root, 'tasks', taskId)));
  }

  async removeRest(): Promise<void> {
    await this.attempt('remove from', async () => {
      for (const name of (await namesIn(this.root)).filter((each) => ours.test(each))) {
        await remove(path.join(this.root, name));
      }
      for (const name of emptied) {
        await removeEmptyFolders(path.join(this.root, name));
      }
      await remove(path.join(this.root, note));
      await removeIfEmpty(this.root);
    });
  }

  private async attempt<T>(verb: string, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      throw toStoreError(error, `${verb} the data directory ${this.root}`);
    }
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await fs.readdir(folder);
  } catch (error) {
    if (isMissing(error)) {
      return [];
    }
    throw error;
  }
}

/** Follows no link. */
async function remove(target: string): Promise<void> {
  await fs.rm(target, { recursive: true, force: true, maxRetries: 3 });
}

/** Folders of folders; what holds a file stays. */
async function removeEmptyFolders(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    const inner = path.join(folder, name);
    if ((await fs.lstat(inner)).isDirectory()) {
      await removeEmptyFolders(inner);
    }
  }
  await removeIfEmpty(folder);
}

async function removeIfEmpty(folder: string): Promise<void> {
  if ((await namesIn(folder)).length === 0) {
    await fs.rm(folder, { recursive: true, force: true });
  }
}

async function bytesBelow(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await namesIn(folder)) {
    const inner = path.join(folder, name);
    const stats = await fs.lstat(inner);
    bytes += stats.isDirectory() ? await bytesBelow(inner) : stats.size;
  }
  return bytes;
}
