import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import { GitError } from '../../core/errors';

/** Below the common git directory: our lock, records of worktrees we made, files of an apply under way. */
export function ownFolder(commonDir: string): string {
  return join(commonDir, 'background-agents');
}

/** Writes to one repository one after the other: in this process by a queue, between processes by a lock on disk. */
export class PerRepoQueue {
  private readonly tails = new Map<string, Promise<unknown>>();

  /** Runs `work` when all work asked for before on this repository is done, and no other process of ours writes to it. */
  run<T>(commonDir: string, work: () => Promise<T>): Promise<T> {
    const before = this.tails.get(commonDir) ?? Promise.resolve();
    const result = before.then(() => locked(commonDir, work));
    const tail: Promise<void> = result.then(
      () => this.forget(commonDir, tail),
      () => this.forget(commonDir, tail),
    );
    this.tails.set(commonDir, tail);
    return result;
  }

  private forget(commonDir: string, tail: Promise<unknown>): void {
    if (this.tails.get(commonDir) === tail) {
      this.tails.delete(commonDir);
    }
  }
}

async function locked<T>(commonDir: string, work: () => Promise<T>): Promise<T> {
  const folder = ownFolder(commonDir);
  const release = await take(folder);
  try {
    return await work();
  } finally {
    await release();
  }
}

async function take(folder: string): Promise<() => Promise<void>> {
  try {
    await mkdir(folder, { recursive: true });
    let isLost = false;
    const release = await lock(folder, {
      lockfilePath: join(folder, 'lock'),
      realpath: false,
      // What a killed process held is free again after this time.
      stale: 8_000,
      update: 2_000,
      retries: { retries: 150, factor: 1.3, minTimeout: 20, maxTimeout: 400 },
      // The machine slept or the folder went away; git's own locks still keep each single write whole.
      onCompromised: () => (isLost = true),
    });
    return () => (isLost ? Promise.resolve() : release());
  } catch (error) {
    throw notTaken(folder, error);
  }
}

function notTaken(folder: string, error: unknown): GitError {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ELOCKED'
    ? new GitError('locked', 'Another window or terminal has been writing to this repository for a minute.', {
        cause: error,
        hint: `Wait until it is done. If none is at work, remove ${join(folder, 'lock')}.`,
      })
    : new GitError('failed', `The repository's git directory can't be written: ${String(error)}`, {
        cause: error,
        hint: `Check who owns ${folder} and whether the disk is full.`,
      });
}
