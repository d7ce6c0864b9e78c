import * as path from 'node:path';
import { TaskBench } from '../test/fakes/taskBench';
import { TestRepo } from '../test/fakes/testRepo';
import { measured } from './support/measure';

const folders = 100;
const filesEach = 100;

/** 10,000 files of about a kilobyte, committed. */
function largeRepository(): TestRepo {
  const files: Record<string, string> = {};
  for (let folder = 0; folder < folders; folder += 1) {
    for (let file = 0; file < filesEach; file += 1) {
      files[`src/part${folder}/file${file}.js`] = `export const id = '${folder}-${file}';\n`.repeat(30);
    }
  }
  return TestRepo.with(files);
}

void measured(() => {
  const repo = largeRepository();
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

  return Promise.resolve({
    title: `A worktree ready for work, in a repository of ${folders * filesEach} files`,
    floor: { name: 'git worktree add', run: bare },
    ours: { name: 'snapshot, worktree, ignored files', run: prepared },
    rounds: 9,
    close: () => {
      bench.dispose();
      return Promise.resolve();
    },
  });
});
