import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { createServer } from 'node:net';
import * as path from 'node:path';
import * as z from 'zod';
import type { Log } from '../../core/ports';
import type { PortBlock } from '../../protocol';
import { isMissing } from './storeErrors';
import { TaskLocks } from './taskLocks';
import { writeFileWhole } from './wholeFile';

const Lease = z.object({ taskId: z.string(), worktree: z.string() });
type Lease = z.infer<typeof Lease>;

/** Below the ports that systems give to outgoing connections. */
const firstPort = 21_000;
const count = 10;
const blocks = 1000;

/**
 * Blocks of ports for the tasks of all processes of a data directory, a file for each lease. A lease holds as long as the
 * worktree it was made for exists, so that one which was discarded or deleted gives it back without anyone's doing.
 */
export class PortLeases {
  private readonly folder: string;
  private readonly locks: TaskLocks;

  constructor(dataDirectory: string, log: Log) {
    this.folder = path.join(dataDirectory, 'ports');
    this.locks = new TaskLocks(log);
  }

  /** The block that the task has, or a new one in which nothing listens; null where there is none. */
  async lease(wanted: Lease): Promise<PortBlock | null> {
    await fs.mkdir(this.folder, { recursive: true, mode: 0o700 });
    return await this.locks.within(this.folder, async () => {
      const leased = await this.leased();
      const own = [...leased].find(([, { taskId }]) => taskId === wanted.taskId);
      if (own !== undefined) {
        await this.write(own[0], wanted);
        return { first: own[0], count };
      }
      for (let index = 0; index < blocks; index += 1) {
        const first = firstPort + index * count;
        if (!leased.has(first) && (await isFree(first))) {
          await this.write(first, wanted);
          return { first, count };
        }
      }
      return null;
    });
  }

  /** By first port; those whose worktree is gone are removed. */
  private async leased(): Promise<Map<number, Lease>> {
    const leased = new Map<number, Lease>();
    for (const name of await fs.readdir(this.folder)) {
      const first = Number(/^(\d+)\.json$/.exec(name)?.[1] ?? NaN);
      if (Number.isInteger(first)) {
        const lease = await this.read(first);
        if (lease !== null && existsSync(lease.worktree)) {
          leased.set(first, lease);
        } else {
          await fs.rm(this.file(first), { force: true });
        }
      }
    }
    return leased;
  }

  private async read(first: number): Promise<Lease | null> {
    try {
      return Lease.safeParse(JSON.parse(await fs.readFile(this.file(first), 'utf8'))).data ?? null;
    } catch (error) {
      if (isMissing(error) || error instanceof SyntaxError) {
        return null;
      }
      throw error;
    }
  }

  private write(first: number, lease: Lease): Promise<void> {
    return writeFileWhole(this.file(first), JSON.stringify(lease));
  }

  private file(first: number): string {
    return path.join(this.folder, `${first}.json`);
  }
}

/** Whether every port of the block can be bound, on all addresses and on the one that servers often name. */
async function isFree(first: number): Promise<boolean> {
  for (let port = first; port < first + count; port += 1) {
    if (!(await canBind(port, '127.0.0.1')) || !(await canBind(port))) {
      return false;
    }
  }
  return true;
}

async function canBind(port: number, host?: string): Promise<boolean> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, ...(host === undefined ? {} : { host }), exclusive: true }, () => {
      server.close(() => resolve(true));
    });
  });
}
