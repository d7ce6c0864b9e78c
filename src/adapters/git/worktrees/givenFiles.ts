import { join } from 'node:path';
import { GitError, isFullDisk, roomHint } from '../../../core/errors';
import type { GitRepo } from '../gitRepo';
import { type RepoLock, takeRepoLock } from '../process/repoLock';
import { coneAt } from './sparseRecord';
import { finishFiles } from './unfinishedFiles';

/**
 * Alone with what a sparse worktree was given: while one process brings files, no other brings more or takes down what
 * is there. What a crash cut off of such files is whole before the work begins. Of no effect where all files are. Never to
 * be asked for in work that has it already. Throws `GitError`.
 */
export async function aloneWithGiven<T>(
  repo: GitRepo,
  to: string,
  work: (lock: Pick<RepoLock, 'check'>) => Promise<T>,
): Promise<T> {
  const cone = coneAt(repo.at);
  if (cone === null || cone.includes('')) {
    return await work({ check: () => Promise.resolve() });
  }
  try {
    const lock = await takeRepoLock(join(repo.at.gitDir, 'background-agents.widening'));
    try {
      await finishFiles(repo);
      return await work(lock);
    } finally {
      await lock.release();
    }
  } catch (error) {
    if (isFullDisk(error)) {
      throw new GitError('failed', `Git could not ${to}: the disk is full.`, { cause: error, hint: roomHint });
    }
    throw error;
  }
}
