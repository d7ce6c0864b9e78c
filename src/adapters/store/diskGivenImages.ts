import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { GivenImages } from '../../core/images/imagePorts';
import type { Clock } from '../../core/ports';
import { isOlderThan, type SteadyClock, type SteadyTime } from '../../core/worktrees/steadyTime';
import type { ImageDigest, TaskId } from '../../protocol';
import { ImageFolder } from './imageFolder';
import { isMissing, toStoreError } from './storeErrors';

const daysKept = 30;

interface Deps {
  clock: Pick<Clock, 'now'>;
  steadyClock: SteadyClock;
  taskDir: (taskId: TaskId) => string;
}

/** In a folder of the data directory, until the task has them; those of drafts that were never sent go after 30 days. */
export class DiskGivenImages implements GivenImages {
  private readonly folder: string;
  private readonly given: ImageFolder;

  constructor(
    dataDirectory: string,
    private readonly deps: Deps,
  ) {
    this.folder = path.join(dataDirectory, 'given');
    this.given = new ImageFolder(this.folder);
  }

  async keep(bytes: Uint8Array): Promise<ImageDigest> {
    const digest = await this.given.keep(bytes);
    try {
      const now = this.deps.clock.now();
      await fs.utimes(path.join(this.folder, 'images', digest), now, now);
      await this.forgetOld(await this.deps.steadyClock.look());
      return digest;
    } catch (error) {
      throw toStoreError(error, 'keep an image');
    }
  }

  async bring(taskId: TaskId, digests: readonly ImageDigest[]): Promise<void> {
    const ofTask = new ImageFolder(this.deps.taskDir(taskId));
    for (const digest of new Set(digests)) {
      const data = (await ofTask.read(digest)) === null ? await this.given.read(digest) : null;
      if (data !== null) {
        await ofTask.keep(Buffer.from(data, 'base64'));
      }
    }
  }

  private async forgetOld(time: SteadyTime): Promise<void> {
    const folder = path.join(this.folder, 'images');
    for (const name of await fs.readdir(folder)) {
      const file = path.join(folder, name);
      const stat = await fs.stat(file).catch(unlessMissing);
      if (stat !== null && isOlderThan(stat.mtimeMs, daysKept, time)) {
        await fs.rm(file, { force: true });
      }
    }
  }
}

/** Another window may have let it go. */
function unlessMissing(error: unknown): null {
  if (isMissing(error)) {
    return null;
  }
  throw error;
}
