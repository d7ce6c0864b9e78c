import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JoinedFolders } from './joinedFolders';
import type { PerRepoQueue } from '../process/perRepoQueue';
import type { Repositories } from '../repository/repositories';
import { isThere } from '../checkout/standing';

interface Tools {
  repositories: Repositories;
  folders: JoinedFolders;
  queue: PerRepoQueue;
}

/** Removes the git data of joined repositories, unless something is kept in it. */
export async function dropJoined({ repositories, folders, queue }: Tools, root: string): Promise<void> {
  const gitDir = folders.gitDir(root);
  if (!(await isThere(join(gitDir, 'HEAD')))) {
    return;
  }
  await queue.run(gitDir, async (lock) => {
    const repo = await repositories.open(root);
    const args = ['for-each-ref', '--count=1', '--format=%(refname)'];
    const ref = await repo.line({ args, to: 'look for what is kept' });
    const worktrees = join(gitDir, 'worktrees');
    const hasWorktree = (await isThere(worktrees)) && (await readdir(worktrees)).length > 0;
    if (ref === '' && !hasWorktree) {
      await lock.check();
      await rm(gitDir, { recursive: true, force: true });
    }
  });
}
