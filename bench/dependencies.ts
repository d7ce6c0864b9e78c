import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { ShellCommands } from '../src/adapters/process/shellCommands';
import { dependenciesOf } from '../src/runner/openDependencies';
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
  const { signal } = new AbortController();
  let number = 0;

  const installed = async (): Promise<number> => {
    const folder = path.join(scratch, `install-${(number += 1)}`);
    mkdirSync(folder);
    Object.entries(packages.manifest).forEach(([name, text]) => writeFileSync(path.join(folder, name), text));
    const ms = await packages.install(folder);
    rmSync(folder, { recursive: true });
    return ms;
  };

  /** As a task of the product: its worktree is made, its runner brings the dependencies, its first command needs them. */
  const brought = async (isolation: 'sandbox' | 'none'): Promise<number> => {
    const task = await bench.create({ slug: `task-${(number += 1)}` });
    const start = performance.now();
    const workspace = await bench.workspaces().prepare(task, { signal, onStep: () => undefined });
    const [{ worktree, branch }] = workspace.repos;
    const { dependencies, within } = await dependenciesOf(workspace, repo.folder, () => commands.report);
    const how = { taskId: task.id, isolation, worktree, readOnly: [], hidden: [], env: process.env, within };
    const commands: ShellCommands = await ShellCommands.open(how);
    const options = { signal, onProgress: () => undefined };
    const shared = await dependencies.share(options);
    await (shared === null ? dependencies.copy(options) : null);
    const outputFile = path.join(scratch, `${number}.log`);
    const { exitCode, output } = await commands.run('node -e "require(\'part-7\')"', {
      ...{ network: false, signal, timeoutMs: 600_000, onOutput: () => undefined, outputFile },
    });
    const ms = performance.now() - start;
    if (exitCode !== 0 || (shared === null) !== (isolation === 'none')) {
      throw new Error(`The dependencies were not ${isolation === 'none' ? 'copied' : 'shared'}: ${output}`);
    }
    repo.git('worktree', 'remove', '-f', '-f', worktree);
    repo.git('branch', '--quiet', '-D', branch ?? '');
    return ms;
  };

  const isolation = process.argv.includes('--copied') ? 'none' : 'sandbox';
  return {
    title: `node_modules of ${manyFiles} generated files, usable by the agent's commands`,
    floor: { name: 'npm ci --prefer-offline, from cache', run: installed },
    ours: {
      name: `snapshot, worktree, dependencies ${isolation === 'none' ? 'copied' : 'shared'}`,
      run: () => brought(isolation),
    },
    rounds: 2,
    close: () => {
      bench.dispose();
      rmSync(scratch, { recursive: true });
      return Promise.resolve();
    },
  };
});
