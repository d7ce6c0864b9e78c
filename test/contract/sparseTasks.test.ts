import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { english } from '../../src/core/translate';
import { stepsOf } from '../../src/core/views/taskSteps';
import type { Task } from '../../src/protocol';
import { runPrepared } from '../fakes/runPrepared';
import { TaskBench } from '../fakes/taskBench';
import { filesBelow, TestRepo } from '../fakes/testRepo';

const files = {
  'README.md': 'top\n',
  'all.sh': 'cat */*.txt\n',
  'a/one.txt': 'word 1\n',
  'b/two.txt': 'word 2\n',
  'b/deep/three.txt': 'word 3\n',
  '[c]/four.txt': 'word 4\n',
};
const note = /\[Of this repository only .* and the files right above are checked out\./;

describe('A task with a scope in a large repository', () => {
  let repo: TestRepo;
  let bench: TaskBench;
  const engine = { kind: 'model', model: { provider: 'rehearsal', name: 'scripted' } } as const;
  const scoped: Partial<Task> = { engine, scope: ['a/**'], isolation: 'sandbox', approve: 'allow' };
  const sight = (worktree: string) => Object.keys(filesBelow(worktree, ['.git'])).sort();
  beforeEach(() => {
    repo = TestRepo.with(files);
    bench = new TaskBench(repo);
    bench.sparseCheckoutFrom = 6;
  });
  afterEach(() => bench.dispose());

  function lastStep(task: Task): number {
    return stepsOf(bench.journal.events(task.id), english).at(-1)?.seq ?? 0;
  }

  async function told(task: Task, calls: { tool: string; input: Record<string, unknown> }[]): Promise<string[]> {
    const events = await runPrepared(bench, task, [...calls.map((call) => ({ calls: [call] })), { text: 'Done.' }]);
    return events.flatMap((event) => (event.type === 'tool.result' ? [event.text] : []));
  }

  it('begins with the folders of its scope, which its list says, and finds everything by the tools', async () => {
    const task = await bench.create(scoped);
    const { worktree } = await bench.prepare(task);
    assert.deepEqual(sight(worktree), ['README.md', 'a/one.txt', 'all.sh']);
    assert.deepEqual(
      bench.view(task).app.workspace?.carried.map(({ path: at, how }) => [at, how]),
      [['All but a and the files right above', 'left']],
    );
    const [listed, found, cut, absent] = await told(task, [
      { tool: 'list_files', input: {} },
      { tool: 'search', input: { pattern: 'w[aeiou]rd \\d' } },
      { tool: 'search', input: { pattern: 'word 2', path: 'b', literal: true } },
      { tool: 'read_file', input: { path: 'b/none.txt' } },
    ]);
    assert.equal(listed, Object.keys(files).sort().join('\n'));
    assert.deepEqual(found?.split('\n').sort(), [
      '[c]/four.txt:1:word 4',
      'a/one.txt:1:word 1',
      'b/deep/three.txt:1:word 3',
      'b/two.txt:1:word 2',
    ]);
    assert.equal(cut, 'b/two.txt:1:word 2');
    assert.match(absent ?? '', /b\/none\.txt/);
    assert.deepEqual(sight(worktree), ['README.md', 'a/one.txt', 'all.sh', 'b/deep/three.txt', 'b/two.txt']);
  });

  it('has what a tool or a command names before it looks, and everything before one that builds or tests', async () => {
    const task = await bench.create(scoped);
    const { worktree } = await bench.prepare(task);
    const [read, looked, searched, ran] = await told(task, [
      { tool: 'read_file', input: { path: '[c]/four.txt' } },
      { tool: 'shell', input: { command: 'cat b/deep/three.txt' } },
      { tool: 'shell', input: { command: 'grep -r "word 2" . || true' } },
      { tool: 'shell', input: { command: 'sh all.sh' } },
    ]);
    assert.match(read ?? '', /word 4/);
    assert.match(looked ?? '', /word 3/);
    assert.match(searched ?? '', note);
    assert.match(ran ?? '', /word 4\nword 1\nword 2/);
    assert.doesNotMatch(ran ?? '', note);
    assert.deepEqual(filesBelow(worktree, ['.git']), filesBelow(repo.root, ['.git']));
  });

  it('is checked on all files, and its change is that of its files alone, also after a discard', async () => {
    const task = await bench.create({ ...scoped, verify: 'test "$(ls */*.txt */*/*.txt | wc -l)" = 4' });
    const { worktree } = await bench.prepare(task);
    const events = await runPrepared(bench, task, [
      { calls: [{ tool: 'write_file', input: { path: 'a/one.txt', content: 'new 1\n' } }] },
      { text: 'Done.' },
    ]);
    const receipts = events.flatMap((event) => (event.type === 'check.result' ? [event.receipt.exitCode] : []));
    assert.deepEqual(receipts, [0]);
    const last = events.flatMap((event) => (event.type === 'checkpoint' ? [event.commit] : [])).at(-1) ?? '';
    assert.equal(repo.git('diff', '--name-status', repo.head(), last), 'M\ta/one.txt\n');
    assert.deepEqual(sight(worktree), ['README.md', 'a/one.txt', 'all.sh']);
    await bench.workspaces().discard(bench.view(task));
    assert.equal(fs.existsSync(worktree), false);
    await bench.workspaces().restore(bench.view(task));
    const restored = bench.view(task).app.workspace?.repos[0].worktree ?? '';
    assert.equal(fs.readFileSync(path.join(restored, 'a/one.txt'), 'utf8'), 'new 1\n');
    assert.deepEqual(sight(restored), ['README.md', 'a/one.txt', 'all.sh']);
    assert.deepEqual(bench.view(task).app.workspace?.sparse, ['a']);
  });

  it('comes back with the files that it had, and with what it did beyond its scope', async () => {
    const task = await bench.create(scoped);
    const { worktree } = await bench.prepare(task);
    await told(task, [
      { tool: 'read_file', input: { path: '[c]/four.txt' } },
      { tool: 'write_file', input: { path: 'd/new.txt', content: 'new\n' } },
    ]);
    fs.rmSync(path.join(worktree, '[c]/four.txt'));
    fs.writeFileSync(path.join(worktree, 'a/exact.txt'), 'one\r\n');
    const before = filesBelow(worktree, ['.git']);
    await bench.workspaces().discard(bench.view(task));
    await bench.workspaces().restore(bench.view(task));
    const [repository] = bench.view(task).app.workspace?.repos ?? [];
    assert.ok(repository !== undefined);
    assert.deepEqual(filesBelow(repository.worktree, ['.git']), before);
    await bench.git.checkOut(repository, ['']);
    const { '[c]/four.txt': gone, ...others } = filesBelow(repo.root, ['.git']);
    assert.ok(gone !== undefined);
    assert.deepEqual(filesBelow(repository.worktree, ['.git']), { ...others, ...before });
  });

  it('comes back with all that it had when git’s data about its worktree is gone, and nothing else counts as deleted', async () => {
    repo.write({ 'a/.gitignore': '*.log\n', 'a/kept.log': 'tracked\n' });
    repo.git('add', '-f', 'a');
    repo.git('commit', '-qm', 'A file that is tracked and ignored');
    const task = await bench.create(scoped);
    const { worktree, gitDir } = await bench.prepare(task);
    fs.rmSync(path.join(worktree, 'all.sh'));
    fs.writeFileSync(path.join(worktree, 'a/one.txt'), 'new 1\n');
    fs.writeFileSync(path.join(worktree, 'a/new.txt'), 'new\n');
    const before = filesBelow(worktree, ['.git']);
    fs.rmSync(gitDir, { recursive: true });
    await bench.workspaces().discard(bench.view(task));
    await bench.workspaces().restore(bench.view(task));
    const [repository] = bench.view(task).app.workspace?.repos ?? [];
    assert.ok(repository !== undefined);
    const { 'all.sh': gone, ...others } = filesBelow(repo.root, ['.git']);
    assert.ok(gone !== undefined);
    assert.deepEqual(filesBelow(repository.worktree, ['.git']), { ...others, ...before });
  });

  it('is forked with the folders that it has, and with what it changed in any', async () => {
    const task = await bench.create(scoped);
    await bench.prepare(task);
    const events = await runPrepared(bench, task, [
      { calls: [{ tool: 'write_file', input: { path: 'b/two.txt', content: 'new 2\n' } }] },
      { calls: [{ tool: 'delete_file', input: { path: '[c]/four.txt' } }] },
      { text: 'Done.' },
    ]);
    events.forEach((event) => bench.journal.record(task.id, event));
    const fork = await bench.forks().create(bench.view(task), { seq: lastStep(task) });
    const { worktree } = await bench.prepare(fork.task);
    assert.deepEqual(sight(worktree), ['README.md', 'a/one.txt', 'all.sh', 'b/deep/three.txt', 'b/two.txt']);
    assert.equal(fs.readFileSync(path.join(worktree, 'b/two.txt'), 'utf8'), 'new 2\n');
    const workspace = bench.view(fork.task).app.workspace;
    assert.deepEqual(workspace?.sparse, ['[c]', 'a', 'b']);
    fs.mkdirSync(bench.journal.taskDir(fork.task.id), { recursive: true });
    await bench.checkpoint(fork.task);
    const tree = bench.view(fork.task).run.checkpoint?.tree ?? '';
    assert.equal(repo.git('diff', '--name-status', repo.head(), tree), 'D\t[c]/four.txt\nM\tb/two.txt\n');
  });

  it('is forked with all files when it had all', async () => {
    const task = await bench.create(scoped);
    const { worktree } = await bench.prepare(task);
    const events = await runPrepared(bench, task, [
      { calls: [{ tool: 'shell', input: { command: 'sh all.sh > a/all.txt' } }] },
      { text: 'Done.' },
    ]);
    events.forEach((event) => bench.journal.record(task.id, event));
    const fork = await bench.forks().create(bench.view(task), { seq: lastStep(task) });
    const forked = await bench.prepare(fork.task);
    assert.deepEqual(filesBelow(forked.worktree, ['.git']), filesBelow(worktree, ['.git']));
    assert.equal(bench.view(fork.task).app.workspace?.sparse, undefined);
  });

  it('gets all files where the repository is small, or its scope names no folder', async () => {
    bench.sparseCheckoutFrom = 7;
    const small = await bench.prepare(await bench.create(scoped));
    bench.sparseCheckoutFrom = 1;
    const wide = await bench.prepare(await bench.create({ ...scoped, scope: ['a/**', '**/*.md'] }));
    for (const { worktree } of [small, wide]) {
      assert.deepEqual(sight(worktree), Object.keys(files).sort());
    }
  });
});
