import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { TaskBench } from '../fakes/taskBench';
import { filesBelow, TestRepo } from '../fakes/testRepo';

describe('what git ignores', () => {
  let bench: TaskBench;
  let repo: TestRepo;
  const fresh = (files: Readonly<Record<string, string>>): void => {
    repo = TestRepo.with(files);
    bench = new TaskBench(repo);
  };
  afterEach(() => bench.dispose());

  it('is carried where .worktreeinclude or the setting of VS Code names it, also inside of ignored folders', async () => {
    fresh({
      '.gitignore': 'local/\n.env\n*.pem\ndist/\n.npmrc\n',
      '.worktreeinclude': 'local/*.json\n*.pem\n',
      '.vscode/settings.json': '{ // ours\n "git.worktreeIncludeFiles": ["dist/**"], }',
    });
    repo.write({ 'local/a.json': '{}', 'local/deep/b.txt': 'b', 'server.pem': 'key', '.env': 'A=1', '.npmrc': 't' });
    repo.write({ 'dist/x.js': 'x' });
    const task = await bench.create();
    const { worktree } = await bench.prepare(task);
    const named = 'named by .worktreeinclude';
    assert.deepEqual(bench.view(task).app.workspace?.carried, [
      { path: 'dist/x.js', how: 'copied', bytes: 1, why: 'named by git.worktreeIncludeFiles' },
      { path: 'local/a.json', how: 'copied', bytes: 2, why: named },
      { path: 'server.pem', how: 'copied', bytes: 3, why: `${named}, for your user only (mode 0600)` },
      { path: '.env', how: 'left', bytes: 3, reason: 'not named by .worktreeinclude or git.worktreeIncludeFiles' },
      { path: 'local/', how: 'left', bytes: 3, reason: 'not named by .worktreeinclude or git.worktreeIncludeFiles' },
      { path: '.npmrc', how: 'left', bytes: 0, reason: 'a key, certificate or credentials' },
      { path: 'dist/', how: 'left', bytes: 0, reason: 'build output' },
    ]);
    assert.equal(statSync(join(worktree, 'server.pem')).mode & 0o777, 0o600);
    assert.deepEqual(Object.keys(filesBelow(join(worktree, 'local'))), ['a.json']);
  });
});
