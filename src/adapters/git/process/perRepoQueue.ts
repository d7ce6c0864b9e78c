import { join } from 'node:path';
import { GitError, isFullDisk, roomHint } from '../../../core/errors';
import { type RepoLock, takeRepoLock } from './repoLock';

/** Below the common git directory: our lock, records of worktrees we made, files of an apply under way. */
export function ownFolder(commonDir: string): string {
  return join(commonDir, 'background-agents');
}

/**
 * Writes to one repository one after the other: in this process by a queue, between processes by a lock on disk. What
 * takes neither: reads, objects, and a task's own checkpoint ref, which has one writer and is one git command, so that
 * git's lock on that ref is enough.
 */
export class PerRepoQueue {
  private readonly tails = new Map<string, Promise<unknown>>();

  /**
   * Runs `work` when all work asked for before on this repository is done, and no other process of ours writes to it.
   * Work of several steps asks `lock.check()` before each that can't be taken back.
   */
  run<T>(commonDir: string, work: (lock: Pick<RepoLock, 'check'>) => Promise<T>): Promise<T> {
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

async function locked<T>(commonDir: string, work: (lock: RepoLock) => Promise<T>): Promise<T> {
  const folder = join(ownFolder(commonDir), 'writers');
  const lock = await takeRepoLock(folder).catch((error: unknown) => {
    throw error instanceof GitError ? error : notTaken(folder, error);
  });
  try {
    return await work(lock);
  } finally {
    await lock.release();
  }
}

function notTaken(folder: string, error: unknown): GitError {
  if (isFullDisk(error)) {
    const message = 'Nothing was written to the repository: the disk is full.';
    return new GitError('failed', message, { cause: error, hint: roomHint });
  }
  return new GitError('failed', `The repository's git directory can't be written: ${String(error)}`, {
    cause: error,
    hint: `Check who owns ${folder} and whether the disk is full.`,
  });
}
