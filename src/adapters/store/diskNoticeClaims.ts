import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as z from 'zod';
import type { NoticeClaims } from '../../core/notices/noticePorts';
import type { TaskId } from '../../protocol';
import { currentProcess, isRunning, type ProcessIdentity } from './leaseFile';
import { codeOf, isMissing, toStoreError } from './storeErrors';

const Claim = z.object({ pid: z.int(), startTime: z.string().nullable(), host: z.string() });

/** A claim without a name in it is being written, unless it is older than this. */
const writtenWithinMs = 10_000;

/**
 * A file for each claim in the task's folder: `<key>.1` names the process that has it, `<key>.2` the next when that one
 * ended before it told, and `<key>.told` says that nobody needs to any more.
 */
export class DiskNoticeClaims implements NoticeClaims {
  private readonly here = currentProcess();

  constructor(private readonly taskDir: (taskId: TaskId) => string) {}

  async claim(taskId: TaskId, key: string): Promise<boolean> {
    try {
      return await this.take(path.join(this.folder(taskId), key), taskId);
    } catch (error) {
      throw toStoreError(error, `write to the folder of task ${taskId}`);
    }
  }

  async settle(taskId: TaskId, key: string): Promise<void> {
    try {
      await fs.writeFile(path.join(this.folder(taskId), `${key}.told`), '', { mode: 0o600 });
    } catch (error) {
      throw toStoreError(error, `write to the folder of task ${taskId}`);
    }
  }

  private async take(file: string, taskId: TaskId): Promise<boolean> {
    const here = await this.here;
    await fs.mkdir(this.folder(taskId), { recursive: true, mode: 0o700 });
    for (let number = 1; !(await isThere(`${file}.told`)); number += 1) {
      if (await madeNew(`${file}.${number}`, JSON.stringify(here))) {
        // Who had it may have told it between the look and this.
        return !(await isThere(`${file}.told`));
      }
      const owner = await readClaim(`${file}.${number}`);
      if (owner === 'fresh' || (owner !== 'gone' && (isSame(owner, here) || (await isRunning(owner, here))))) {
        return owner !== 'fresh' && isSame(owner, here);
      }
    }
    return false;
  }

  private folder(taskId: TaskId): string {
    return path.join(this.taskDir(taskId), 'told');
  }
}

function isSame(one: ProcessIdentity, other: ProcessIdentity): boolean {
  return one.pid === other.pid && one.startTime === other.startTime && one.host === other.host;
}

async function isThere(file: string): Promise<boolean> {
  try {
    await fs.access(file);
    return true;
  } catch (error) {
    if (isMissing(error)) {
      return false;
    }
    throw error;
  }
}

async function madeNew(file: string, content: string): Promise<boolean> {
  try {
    await fs.writeFile(file, content, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

async function readClaim(file: string): Promise<ProcessIdentity | 'fresh' | 'gone'> {
  try {
    return Claim.parse(JSON.parse(await fs.readFile(file, 'utf8')));
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof z.ZodError)) {
      throw error;
    }
    const { mtimeMs } = await fs.stat(file);
    return Date.now() - mtimeMs < writtenWithinMs ? 'fresh' : 'gone';
  }
}
