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
  const parent = repo.head();
  let round = 0;
  const dirty = (): void => {
    round += 1;
    for (let file = 0; file < changed; file += 1) {
      fs.appendFileSync(path.join(repo.root, largeFile(file, 0)), `// round ${round}\n`);
      fs.writeFileSync(path.join(repo.root, `new${file}.js`), `// round ${round}, ${file}\n`);
    }
  };
  const timed = async (work: () => unknown): Promise<number> => {
    dirty();
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  const index = path.join(repo.folder, 'index');

  return {
    title: `A snapshot of ${changed} changed and ${changed} new files in ${largeRepositoryLabel}; goal 2`,
    floor: {
      name: 'git add -A into an empty index',
      run: () =>
        timed(() => {
          fs.rmSync(index, { force: true });
          execFileSync('git', ['add', '-A'], { cwd: repo.root, env: { ...process.env, GIT_INDEX_FILE: index } });
        }),
    },
    ours: { name: 'snapshot', run: () => timed(() => git.snapshot(repo.root, { parent, message: 'Snapshot' })) },
    rounds: 3,
    close: () => {
      repo.dispose();
      return Promise.resolve();
    },
  };
});
