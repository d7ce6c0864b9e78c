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

  it('is asked about once where it is large or private, and later worktrees get what was chosen', async () => {
    fresh({ '.gitignore': 'data/\nsmall/\n*.pem\nnode_modules/\ndist/\n' });
    const eleven = 'x'.repeat(11_000_000);
    repo.write({ 'data/big.bin': eleven, 'small/a': 'a', 'dev.pem': 'key', 'other.pem': 'k' });
    repo.write({ 'node_modules/x/index.js': eleven, 'dist/out.js': eleven });
    const choices = bench.carryChoices();
    const undecided = await choices.undecided(repo.root);
    assert.deepEqual(undecided, [
      { path: 'data/', reason: 'larger than 10 MB' },
      { path: 'dev.pem', reason: 'a key, certificate or credentials' },
      { path: 'other.pem', reason: 'a key, certificate or credentials' },
    ]);
    assert.deepEqual(await choices.undecided(repo.root), [], 'looks no second time');
    assert.equal((await bench.carryChoices().undecided(repo.root)).length, 3, 'nothing was decided');
    await choices.decide(repo.root, { 'data/': 'copy', 'dev.pem': 'copy', 'other.pem': 'leave', 'small/': 'leave' });
    assert.deepEqual(await bench.carryChoices().undecided(repo.root), []);

    const task = await bench.create();
    const { worktree } = await bench.prepare(task);
    const carried = bench.view(task).app.workspace?.carried ?? [];
    assert.deepEqual(
      carried
        .filter(({ path }) => !['node_modules/', 'dist/'].includes(path))
        .map(({ path, how, why, reason }) => [path, how, why ?? reason]),
      [
        ['data/', 'copied', 'named by you'],
        ['dev.pem', 'copied', 'named by you, for your user only (mode 0600)'],
        ['other.pem', 'left', 'you chose to leave it'],
        ['small/', 'left', 'you chose to leave it'],
      ],
    );
    assert.equal(statSync(join(worktree, 'data/big.bin')).size, 11_000_000);
    assert.equal(statSync(join(worktree, 'dev.pem')).mode & 0o777, 0o600);
    assert.deepEqual(await choices.all(repo.root), [
      { path: 'data/', reason: 'larger than 10 MB', copy: true },
      { path: 'dev.pem', reason: 'a key, certificate or credentials', copy: true },
      { path: 'other.pem', reason: 'a key, certificate or credentials', copy: false },
      { path: 'small/', reason: 'decided before', copy: false },
    ]);
    await choices.change(repo.root, { copy: ['./small', 'other.pem'], leave: ['data'], own: [] });
    assert.deepEqual(
      (await choices.all(repo.root)).map(({ path, copy }) => [path, copy]),
      [
        ['data/', false],
        ['dev.pem', true],
        ['other.pem', true],
        ['small/', true],
      ],
    );
  });
});
