import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { StoreError } from '../../core/errors';
import type { Log } from '../../core/ports';
import { codeOf } from './storeErrors';

/** After this long without a sign of life the process that holds a lock counts as dead. */
const staleMs = 5_000;
const giveUpAfterMs = 4 * staleMs;

/** One task's folder at a time, across processes. For a few file operations, never for work. */
export class TaskLocks {
  private readonly tails = new Map<string, Promise<unknown>>();

  constructor(private readonly log: Log) {}

  /** Runs `act` after all calls before it for the same folder, and while no other process is in there. */
  async within<T>(taskDir: string, act: () => Promise<T>): Promise<T> {
    const before = this.tails.get(taskDir) ?? Promise.resolve();
    const result = before.then(() => this.locked(taskDir, act));
    const tail = result.then(
      () => undefined,
      () => undefined,
    );
    this.tails.set(taskDir, tail);
    try {
      return await result;
    } finally {
      if (this.tails.get(taskDir) === tail) {
        this.tails.delete(taskDir);
      }
    }
  }

  private async locked<T>(taskDir: string, act: () => Promise<T>): Promise<T> {
    const release = await this.take(taskDir);
    try {
      return await act();
    } finally {
      await release().catch((error: unknown) => this.log.warn(`The lock of ${taskDir} was gone: ${String(error)}`));
    }
  }

  private async take(taskDir: string): Promise<() => Promise<void>> {
    const until = performance.now() + giveUpAfterMs;
    for (let waitMs = 2; ; waitMs = Math.min(waitMs * 1.5, 50)) {
      try {
        return await lock(taskDir, {
          lockfilePath: path.join(taskDir, 'lock'),
          stale: staleMs,
          realpath: false,
          onCompromised: (error) => this.log.warn(`The lock of ${taskDir} was lost: ${error.message}`),
        });
      } catch (error) {
        if (codeOf(error) !== 'ELOCKED') {
          throw error;
        }
        if (performance.now() > until) {
          const hint = 'Try again in a moment.';
          throw new StoreError('failed', 'Another process keeps the lock of this task.', { cause: error, hint });
        }
        await delay(waitMs + Math.random() * waitMs);
      }
    }
  }
}
