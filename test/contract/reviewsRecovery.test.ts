import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Task } from '../../src/protocol';
import { builtProgram } from '../fakes/builtProgram';
import { Crash, crashStep } from '../fakes/crash';
import { TaskBench } from '../fakes/taskBench';
import { filesBelow, TestRepo } from '../fakes/testRepo';

/** For what is done many times over. */
const slowMs = 120_000;

describe('Reviews recover', () => {
  let bench: TaskBench;
  let repo: TestRepo;
  const fresh = (files: Readonly<Record<string, string>> = base): void => {
    repo = TestRepo.with(files);
    bench = new TaskBench(repo);
  };
  beforeEach(() => fresh());
  afterEach(() => bench.dispose());

  const base = { 'a.txt': '1\n2\n3\n4\n', 'b.txt': 'b\n', 'old.txt': 'old\n' };
  const work = (worktree: string): void => {
    repo.write({ 'a.txt': base['a.txt'].replace('2\n', 'two\n'), 'new/n.txt': 'n\n' }, worktree);
    repo.remove('old.txt', worktree);
  };
  const apply = (task: Task): Promise<void> => bench.reviews().apply(bench.view(task));
  const undo = (task: Task): Promise<void> => bench.reviews().undo(bench.view(task));
  const landing = (task: Task): string => bench.view(task).app.landing.kind;

  it('finishes an apply and an undo after a crash at any moment', async function () {
    this.timeout(slowMs);
    for (let before = 1; ; before += crashStep(5)) {
      fresh();
      repo.write({ 'b.txt': 'dirty\n' });
      const task = await bench.completed(work);
      const untouched = repo.userState()['files'];
      const applying = new Crash(before);
      const applied = await applying.run(bench.reviews((part) => applying.around(part)).apply(bench.view(task)));
      await bench.reviews().recover(bench.view(task));
      if (landing(task) === 'none') {
        await apply(task);
      }
      assert.equal(repo.read('new/n.txt'), 'n\n');

      const undoing = new Crash(before);
      const undone = await undoing.run(bench.reviews((part) => undoing.around(part)).undo(bench.view(task)));
      await bench.reviews().recover(bench.view(task));
      if (landing(task) === 'applied') {
        await undo(task);
      }
      assert.deepEqual(repo.userState()['files'], untouched);
      bench.dispose();
      if (applied === 'done' && undone === 'done') {
        assert.ok(before > 8);
        break;
      }
    }
    fresh();
  });

  /** As if the process had been killed between two files: the intent is written, some files hold the change. */
  const halfway = async (done: (root: string) => void): Promise<Task> => {
    const task = await bench.completed(work);
    const crash = new Crash(Infinity);
    const reviews = bench.reviews((part) => crash.around(part));
    await reviews.apply(bench.view(task));
    const entries = bench.journal.entries(task.id);
    entries.splice(entries.findIndex(({ type }) => type === 'applied'));
    repo.git('checkout', '-q', '-f', '.');
    repo.remove('new');
    done(repo.root);
    return task;
  };

  it('finishes an apply that ended between two files, also when the user has edited since', async () => {
    const task = await halfway((root) => repo.write({ 'a.txt': base['a.txt'].replace('2\n', 'two\n') }, root));
    repo.write({ 'mine.txt': 'm\n', 'b.txt': 'edited since\n' });
    await bench.reviews().recover(bench.view(task));
    assert.equal(landing(task), 'applied');
    assert.deepEqual(
      ['a.txt', 'b.txt', 'mine.txt', 'new/n.txt'].map((path) => repo.read(path)),
      [base['a.txt'].replace('2\n', 'two\n'), 'edited since\n', 'm\n', 'n\n'],
    );
  });

  it('takes it back when it cannot be finished', async () => {
    const task = await halfway((root) => repo.write({ 'new/n.txt': 'n\n' }, root));
    repo.write({ 'a.txt': base['a.txt'].replace('2\n', 'zwei\n') });
    await bench.reviews().recover(bench.view(task));
    const entry = bench.journal.entries(task.id).at(-1);
    assert.ok(entry?.type === 'apply.failed');
    assert.match(entry.error.message, /a\.txt/);
    assert.deepEqual(Object.keys(filesBelow(repo.root, ['.git'])), ['a.txt', 'b.txt', 'old.txt']);
    assert.match(repo.read('a.txt'), /zwei/);
    assert.equal(landing(task), 'none');
  });

  it('leaves every file alone that the user has edited since, and names them', async () => {
    const task = await halfway((root) => {
      repo.write({ 'new/n.txt': 'n and mine\n', 'a.txt': base['a.txt'].replace('2\n', 'zwei\n') }, root);
    });
    const before = repo.userState();
    await bench.reviews().recover(bench.view(task));
    const entry = bench.journal.entries(task.id).at(-1);
    assert.ok(entry?.type === 'apply.failed');
    assert.match(entry.error.message, /a\.txt, new\/n\.txt/);
    assert.deepEqual(repo.userState(), before);
  });

  it('is finished by another process when the one that applied was killed', async function () {
    this.timeout(slowMs);
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`many/${index}.txt`, `${index}\n`]));
    for (const afterMs of [30, 90]) {
      fresh({ ...base, ...many });
      const task = await bench.completed((worktree) => {
        repo.write(Object.fromEntries(Object.keys(many).map((path) => [path, `${path} changed\n`])), worktree);
      });
      const { before, after, files } = await intentOf(task);
      await killedApply([repo.root, before, after], afterMs);
      await bench.journal.append(task.id, {
        type: 'apply.intent',
        applied: { root: repo.root, before, after, files },
      });
      await bench.reviews().recover(bench.view(task));
      assert.equal(landing(task), 'applied');
      assert.equal(repo.read('many/299.txt'), 'many/299.txt changed\n');
      await undo(task);
      assert.deepEqual(repo.git('status', '--porcelain'), '');
      bench.dispose();
    }
    fresh();
  });

  const intentOf = async (task: Task) => {
    await apply(task);
    const entries = bench.journal.entries(task.id);
    const intent = entries.find((entry) => entry.type === 'apply.intent');
    entries.splice(-2);
    repo.git('checkout', '-q', '-f', '.');
    assert.ok(intent);
    return intent.applied;
  };

  /** Kills a process that applies a difference, some time after it said that it begins. */
  const killedApply = async (args: readonly string[], afterMs: number): Promise<void> => {
    const script = join(repo.folder, 'apply.mjs');
    const adapter = builtProgram(join(import.meta.dirname, '../../src/adapters/git/createGit.ts'));
    writeFileSync(
      script,
      `import { createGit } from ${JSON.stringify(adapter)};
     const [root, before, after] = process.argv.slice(2);
     process.stdout.write('begins');
     await createGit().applyDifference(root, before, after);`,
    );
    const child = spawn(process.execPath, [script, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = new Promise((resolve) => child.on('exit', resolve));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    setTimeout(() => child.kill('SIGKILL'), afterMs);
    await exited;
  };
});
