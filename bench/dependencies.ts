import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { TaskBench } from '../test/fakes/taskBench';
import { TestRepo } from '../test/fakes/testRepo';
import { ManyPackages, manyFiles } from './support/manyPackages';
import { measured } from './support/measure';

void measured(async () => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'dependencies-'));
  const packages = await ManyPackages.make(scratch);
  const repo = TestRepo.with({ ...packages.manifest, '.gitignore': 'node_modules/\n' });
  await packages.install(repo.root);
  const bench = new TaskBench(repo);
  let number = 0;

  const installed = async (): Promise<number> => {
    const folder = path.join(scratch, `install-${(number += 1)}`);
    mkdirSync(folder);
    Object.entries(packages.manifest).forEach(([name, text]) => writeFileSync(path.join(folder, name), text));
    const ms = await packages.install(folder);
    rmSync(folder, { recursive: true });
    return ms;
  };

  const carried = async (): Promise<number> => {
    const task = await bench.create({ slug: `task-${(number += 1)}` });
    const start = performance.now();
    const { worktree, branch } = await bench.prepare(task);
    execFileSync(process.execPath, ['-e', "require('part-7')"], { cwd: worktree });
    const ms = performance.now() - start;
    repo.git('worktree', 'remove', '-f', '-f', worktree);
    repo.git('branch', '--quiet', '-D', branch ?? '');
    return ms;
  };

  return {
    title: `node_modules of ${manyFiles} files, usable by the agent's commands`,
    floor: { name: 'npm ci --prefer-offline, from cache', run: installed },
    ours: { name: 'snapshot, worktree, dependencies', run: carried },
    rounds: 2,
    close: () => {
      bench.dispose();
      rmSync(scratch, { recursive: true });
      return Promise.resolve();
    },
  };
});
