import * as path from 'node:path';
import { createGit } from '../src/adapters/git/createGit';
import { largeRepository, largeRepositoryLabel } from './support/largeRepository';
import { measured } from './support/measure';

void measured(async () => {
  const repo = await largeRepository();
  const git = createGit();
  const spares = path.join(repo.folder, 'spares');
  let number = 0;
  const timed = async (work: () => unknown): Promise<number> => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };

  return {
    title: `A worktree from the spare one and its first status, in a repository of ${largeRepositoryLabel}; goal 2`,
    floor: {
      name: 'git status, warm',
      run: () => {
        repo.git('status', '--porcelain');
        return timed(() => repo.git('status', '--porcelain'));
      },
    },
    ours: {
      name: 'spare handed over, git status',
      async run() {
        await git.keepSpare(repo.root, spares, { leastFreeBytes: 0 });
        number += 1;
        const worktree = path.join(repo.folder, `task-${number}`);
        const branch = `agents/task-${number}`;
        const ms = await timed(async () => {
          await git.addWorktree(repo.root, { path: worktree, branch, commit: repo.head(), spares });
          repo.gitIn(worktree, 'status', '--porcelain');
        });
        repo.git('worktree', 'remove', '-f', '-f', worktree);
        return ms;
      },
    },
    rounds: 3,
    close: () => {
      repo.dispose();
      return Promise.resolve();
    },
  };
});
