import * as fs from 'node:fs/promises';
import type { Log } from '../../core/ports';
import type { Lease } from '../../core/storePorts';
import type { ProcessIdentity } from './leaseFile';
import { leasePath, readLease, touchEveryMs, writeLease } from './leaseFile';
import type { TaskLocks } from './taskLocks';

interface Held {
  taskDir: string;
  fence: number;
  holder: ProcessIdentity;
  locks: TaskLocks;
  log: Log;
}

export class HeldLease implements Lease {
  private readonly touching: NodeJS.Timeout;
  private released: Promise<void> | undefined;

  constructor(private readonly held: Held) {
    this.touching = setInterval(() => void this.touch(), touchEveryMs);
    this.touching.unref();
  }

  get fence(): number {
    return this.held.fence;
  }

  get holder(): ProcessIdentity {
    return this.held.holder;
  }

  release(): Promise<void> {
    this.released ??= this.letGo();
    return this.released;
  }

  private async letGo(): Promise<void> {
    const { taskDir, fence, locks, log } = this.held;
    clearInterval(this.touching);
    try {
      await locks.within(taskDir, async () => {
        const record = await readLease(taskDir);
        if (record?.fence === fence) {
          await writeLease(taskDir, { ...record, isReleased: true });
        }
      });
    } catch (error) {
      log.warn(`Removed the lease in ${taskDir}, because it can't be written: ${String(error)}`);
      await fs.rm(leasePath(taskDir), { force: true });
    }
  }

  private async touch(): Promise<void> {
    const { taskDir, fence, log } = this.held;
    try {
      const record = await readLease(taskDir);
      if (record?.fence === fence && !record.isReleased) {
        const now = new Date();
        await fs.utimes(leasePath(taskDir), now, now);
      }
    } catch (error) {
      log.warn(`Cannot touch the lease in ${taskDir}: ${String(error)}`);
    }
  }
}
