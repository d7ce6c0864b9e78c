import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { DiskCarrier } from '../../src/adapters/carry/diskCarrier';
import { sharedFolders } from '../../src/adapters/process/dependencyLayers';
import { findMounting } from '../../src/adapters/process/mounting';
import type { Carried, SandboxReport } from '../../src/protocol';
import { dependenciesOf } from '../../src/runner/openDependencies';
import { TaskBench } from '../fakes/taskBench';
import { filesBelow, TestRepo } from '../fakes/testRepo';

const options = { signal: new AbortController().signal, onProgress: () => undefined };

describe('Shared dependencies below a link', () => {
  let bench: TaskBench;
  before(async function () {
    if ((await findMounting()) === null) {
      this.skip();
    }
  });
  beforeEach(() => {
    bench = new TaskBench(TestRepo.with({ '.gitignore': 'node_modules/\n', 'app/package-lock.json': '{}' }));
    bench.repo.write({ 'app/node_modules/one/index.js': 'module.exports = 1;\n' });
  });
  afterEach(() => bench.dispose());

  it('are neither taken from the checkout that it leads to, nor written there', async () => {
    const { repo } = bench;
    const task = await bench.create({ isolation: 'sandbox' });
    const workspace = await bench.workspaces().prepare(task, { ...options, onStep: () => undefined });
    const [{ worktree }] = workspace.repos;
    const report = (): SandboxReport => ({ kind: 'bubblewrap', proved: [] });
    const { dependencies } = await dependenciesOf(workspace, repo.folder, report);
    const shared = await dependencies.share(options);
    assert.deepEqual(
      shared?.map(({ path: at, how }: Carried) => [at, how]),
      [['app/node_modules/', 'shared']],
    );
    const app = path.join(worktree, 'app');
    fs.rmSync(app, { recursive: true });
    fs.symlinkSync(path.join(repo.root, 'app'), app);
    const before = filesBelow(repo.root, ['.git']);
    await sharedFolders(repo.folder, new DiskCarrier()).place(worktree, options.signal);
    await dependencies.copy(options);
    assert.deepEqual(filesBelow(repo.root, ['.git']), before);
    fs.rmSync(app);
    await dependencies.copy(options);
    assert.deepEqual(fs.readdirSync(path.join(app, 'node_modules')), ['one']);
  });
});
