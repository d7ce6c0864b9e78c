import * as path from 'node:path';
import { TaskBench } from '../test/fakes/taskBench';
import { largeRepository, largeRepositoryLabel } from './support/largeRepository';
import { measured } from './support/measure';

void measured(async () => {
  const repo = await largeRepository();
  const bench = new TaskBench(repo);
  let number = 0;
  const remove = (worktree: string, branch: string): void => {
    repo.git('worktree', 'remove', '-f', '-f', worktree);
    repo.git('branch', '--quiet', '-D', branch);
  };

  const bare = (): Promise<number> => {
    number += 1;
    const worktree = path.join(repo.folder, `bare-${number}`);
    const start = performance.now();
    repo.git('worktree', 'add', '--quiet', '-b', `bare-${number}`, worktree, 'main');
    const ms = performance.now() - start;
    remove(worktree, `bare-${number}`);
    return Promise.resolve(ms);
  };

  const prepared = async (): Promise<number> => {
    number += 1;
    const task = await bench.create({ slug: `task-${number}` });
    const start = performance.now();
    const { worktree, branch } = await bench.prepare(task);
    const ms = performance.now() - start;
    remove(worktree, branch ?? '');
    return ms;
  };

  return {
    title: `A worktree ready for work, in a repository of ${largeRepositoryLabel}; goal 0.5`,
    floor: { name: 'git worktree add', run: bare },
    ours: { name: 'snapshot, worktree, ignored files', run: prepared },
    rounds: 3,
    close: () => {
      bench.dispose();
      return Promise.resolve();
    },
  };
});
