import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createGit } from '../src/adapters/git/createGit';
import type { ObjectName } from '../src/protocol';
import { largeFile, largeRepository, largeRepositoryLabel } from './support/largeRepository';
import { measured } from './support/measure';

const agents = 8;
const filesEach = 20;

void measured(async () => {
  const repo = await largeRepository();
  const git = createGit();
  const base = repo.head();
  const results: ObjectName[] = [];
  for (let agent = 0; agent < agents; agent += 1) {
    for (let file = 0; file < filesEach; file += 1) {
      const name = path.join(repo.root, largeFile(agent * filesEach + file, 1));
      fs.appendFileSync(name, `// by agent ${agent}\n`);
    }
    results.push(await git.snapshot(repo.root, { parent: base, message: 'Result' }));
    repo.git('reset', '--quiet', '--hard');
  }
  const bare = (ours: string, theirs: string): string =>
    execFileSync('git', ['merge-tree', '--write-tree', ours, theirs], { cwd: repo.root, encoding: 'utf8' });
  const changes = results.map((tree) => ({ snapshot: base, tree }));
  const timed = async (work: () => unknown): Promise<number> => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };

  return {
    title: `The results of ${agents} agents in ${largeRepositoryLabel} folded into one; goal 3`,
    floor: {
      name: `git merge-tree, ${agents} times`,
      run: () => timed(() => results.forEach((result, at) => bare(results[(at + 1) % agents] ?? base, result))),
    },
    ours: {
      name: 'conflicts of all pairs, and the fold',
      run: () =>
        timed(async () => {
          await git.pairConflicts(repo.root, base, changes);
          await git.fold(repo.root, base, changes);
        }),
    },
    rounds: 9,
    close: () => {
      repo.dispose();
      return Promise.resolve();
    },
  };
});
