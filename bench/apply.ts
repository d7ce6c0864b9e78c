import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createGit } from '../src/adapters/git/createGit';
import { largeFile, largeRepository, largeRepositoryLabel } from './support/largeRepository';
import { measured } from './support/measure';

const changed = 200;

void measured(async () => {
  const repo = await largeRepository();
  const git = createGit();
  const from = repo.head();
  for (let file = 0; file < changed; file += 1) {
    fs.appendFileSync(path.join(repo.root, largeFile(file, 1)), '// changed\n');
  }
  const to = await git.snapshot(repo.root, { parent: from, message: 'Changed' });
  const patch = path.join(repo.folder, 'change.patch');
  fs.writeFileSync(patch, await git.patch(repo.root, from, to));
  // As in the product: the change is listed before, when it is reviewed and when the intent is noted. The floor has its patch.
  await git.changes(repo.root, from, to);
  const timed = async (work: () => unknown): Promise<number> => {
    repo.git('reset', '--quiet', '--hard');
    const start = performance.now();
    await work();
    return performance.now() - start;
  };

  return {
    title: `A change of ${changed} files applied to a checkout of ${largeRepositoryLabel}; goal 2`,
    floor: { name: 'git apply', run: () => timed(() => execFileSync('git', ['apply', patch], { cwd: repo.root })) },
    ours: { name: 'apply, all or nothing', run: () => timed(() => git.applyDifference(repo.root, from, to)) },
    rounds: 9,
    close: () => {
      repo.dispose();
      return Promise.resolve();
    },
  };
});
