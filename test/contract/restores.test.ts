import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { WorktreeCheckpoints } from '../../src/adapters/git/checkout/checkpoints';
import { stepsOf } from '../../src/core/views/taskSteps';
import { english } from '../../src/core/translate';
import type { RepoWorkspace, RestoreWhat, Task } from '../../src/protocol';
import { TaskBench } from '../fakes/taskBench';
import { filesBelow, TestRepo } from '../fakes/testRepo';

const fence = 1;

describe('Going back to a step', () => {
  let bench: TaskBench;
  let task: Task;
  let workspace: RepoWorkspace;
  let checkpoints: WorktreeCheckpoints;

  beforeEach(async () => {
    bench = new TaskBench(TestRepo.with({ 'a.txt': 'a\n', 'src/b.js': 'b\n', '.gitignore': 'ignored/\n' }));
    await begin({});
  });
  afterEach(async () => {
    await checkpoints.close();
    bench.dispose();
  });

  const begin = async (more: Partial<Task>): Promise<void> => {
    task = await bench.create(more);
    workspace = await bench.prepare(task);
    checkpoints = new WorktreeCheckpoints({ taskId: task.id, taskDir: bench.journal.taskDir(task.id), workspace });
    bench.journal.record(task.id, { type: 'user.message', text: task.prompt, source: 'prompt' });
  };

  /** Writes, and journals the step as the runner does. */
  const step = async (files: Readonly<Record<string, string | null>>): Promise<void> => {
    for (const [path, text] of Object.entries(files)) {
      const file = join(workspace.worktree, path);
      if (text === null) {
        rmSync(file, { force: true });
      } else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    }
    const { commit, tree, files: changed } = await checkpoints.take('step');
    bench.journal.record(task.id, { type: 'checkpoint', commit, tree, turn: 1 });
    bench.journal.record(task.id, { type: 'files.changed', files: changed });
  };

  const there = (): Record<string, string> => filesBelow(workspace.worktree, ['.git']);
  const steps = () => stepsOf(bench.journal.events(task.id), english);
  const goTo = (number: number, what: RestoreWhat = 'both'): Promise<void> => {
    const toSeq = steps()[number]?.seq ?? 0;
    return bench.restores().restoreTo(bench.view(task), { toSeq, what }, fence);
  };

  it('sets the files back, and forth again to a later step; what was there in between is kept', async () => {
    const states = [there()];
    await step({ 'a.txt': 'one\n', 'new.txt': 'n\n' });
    states.push(there());
    chmodSync(join(workspace.worktree, 'src/b.js'), 0o755);
    await step({ 'a.txt': null, 'src/deep/c.js': 'c\n' });
    states.push(there());
    writeFileSync(join(workspace.worktree, 'late.txt'), 'not in any step\n');

    const ref = `refs/background-agents/checkpoints/${task.id}`;
    const visited = [];
    for (const number of [1, 0, 2, 1]) {
      await goTo(number, 'files');
      visited.push(number);
      assert.deepEqual(there(), states[number], `to step ${visited.join(', ')}`);
      assert.equal(bench.view(task).run.checkpoint?.commit, bench.repo.git('rev-parse', ref).trim());
    }
    const kept = bench.repo.git('log', '--format=%H', '--all', '--', 'late.txt').trim().split('\n').at(-1) ?? '';
    assert.equal(bench.repo.git('show', `${kept}:late.txt`), 'not in any step\n');
    assert.deepEqual(bench.entryTypes(task).slice(-2), ['restore.intent', 'restore.done']);
    assert.equal(bench.repo.git('fsck', '--strict', '--no-dangling'), '');
  });

  it('leaves the task stopped, with the changes of the step, and the next checkpoint goes on from there', async () => {
    await step({ 'a.txt': 'one\n' });
    await step({ 'b.txt': 'two\n' });
    await goTo(1);
    const { state, run } = bench.view(task);
    assert.deepEqual(state, { kind: 'stopped', by: 'user' });
    assert.deepEqual(run.files, [{ path: 'a.txt', status: 'modified', added: 1, removed: 1 }]);
    await step({ 'c.txt': 'three\n' });
    assert.deepEqual(
      bench.view(task).run.files.map(({ path }) => path),
      ['a.txt', 'c.txt'],
    );
  });

  it('touches no file for the conversation alone', async () => {
    await step({ 'a.txt': 'one\n' });
    const before = there();
    await goTo(0, 'conversation');
    assert.deepEqual(there(), before);
    assert.deepEqual(bench.view(task).run.files.length, 1);
    const last = bench.journal.events(task.id).at(-1);
    assert.deepEqual(last?.type === 'restored' && [last.what, last.checkpoint], ['conversation', null]);
  });

  it('works in the checkout of the user, whose index stays as it is', async () => {
    await begin({ place: 'here' });
    bench.repo.write({ 'a.txt': 'staged\n' });
    bench.repo.git('add', 'a.txt');
    const index = bench.repo.userState()['index'];
    await step({ 'new.txt': 'n\n' });
    await step({ 'new.txt': null, 'a.txt': 'later\n' });
    await goTo(1);
    assert.deepEqual([bench.repo.read('a.txt'), bench.repo.read('new.txt')], ['staged\n', 'n\n']);
    assert.equal(bench.repo.userState()['index'], index);
  });

  it('is finished after a crash at any point, and done once', async () => {
    await step({ 'a.txt': 'one\n', 'new.txt': 'n\n' });
    const wanted = there();
    await step({ 'a.txt': 'two\n', 'new.txt': null });
    for (const crashAt of ['append', 'applyDifference', 'appendEvents', 'restore.done']) {
      const toSeq = steps()[1]?.seq ?? 0;
      let appends = 0;
      const dying = <T extends object>(part: T): T =>
        new Proxy(part, {
          get: (target, name) => {
            const value: unknown = Reflect.get(target, name);
            if (typeof value !== 'function') {
              return value;
            }
            return (...args: unknown[]): unknown => {
              appends += name === 'append' ? 1 : 0;
              const isLast = crashAt === 'restore.done' && name === 'append' && appends === 2;
              if (name === crashAt || isLast) {
                throw new Error('killed');
              }
              return Reflect.apply(value, target, args);
            };
          },
        });
      await assert.rejects(bench.restores(dying).restoreTo(bench.view(task), { toSeq, what: 'both' }, fence));
      await bench.restores().recover(bench.view(task), fence);
      const { app } = bench.view(task);
      assert.equal(app.restoring, null, crashAt);
      if (crashAt !== 'append' && crashAt !== 'applyDifference') {
        assert.deepEqual(there(), wanted, crashAt);
      }
      await goTo(2);
    }
  });

  it('is refused for a step that is not there and for a discarded task', async () => {
    const restores = bench.restores();
    await assert.rejects(restores.restoreTo(bench.view(task), { toSeq: 99, what: 'both' }, fence), {
      reason: 'not-possible-now',
    });
    await bench.workspaces().discard(bench.view(task));
    await assert.rejects(goTo(0), { reason: 'not-possible-now' });
  });

  it('brings back any state from any other', async () => {
    const paths = ['a.txt', 'src/b.js', 'src/new.js', 'deep/er/file', 'a.txt2'];
    const change = fc.dictionary(fc.constantFrom(...paths), fc.constantFrom('one\n', 'two\r\n', '', null));
    const plan = fc.record({
      changes: fc.array(change, { minLength: 1, maxLength: 4 }),
      visits: fc.array(fc.nat(4), { minLength: 1, maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ changes, visits }) => {
        await checkpoints.close();
        await begin({ slug: `task-${bench.journal.current.size}` });
        const states = [there()];
        for (const files of changes) {
          const before = steps().length;
          await step(files);
          if (steps().length > before) {
            states.push(there());
          }
        }
        for (const visit of visits) {
          await goTo(visit % states.length);
          assert.deepEqual(there(), states[visit % states.length]);
        }
      }),
      { numRuns: 8 },
    );
  });

  describe('and forking from it', () => {
    it('makes a task with the files and the conversation of the step, in a worktree of its own', async () => {
      await step({ 'a.txt': 'one\n' });
      const wanted = there();
      bench.journal.record(task.id, { type: 'user.message', text: 'later', source: 'user' });
      await step({ 'a.txt': 'two\n', 'b.txt': 'b\n' });
      const mine = there();
      const seq = steps()[1]?.seq ?? 0;
      const { task: fork } = await bench.forks().create(bench.view(task), { seq, text: 'Try it in another way.' });
      assert.deepEqual(fork.forkedFrom?.seq, seq);
      const forked = await bench.prepare(fork);
      assert.deepEqual(filesBelow(forked.worktree, ['.git']), wanted);
      assert.deepEqual(there(), mine);
      assert.notEqual(forked.worktree, workspace.worktree);
      assert.equal(forked.snapshot, workspace.snapshot);
      assert.deepEqual(
        bench.journal.events(fork.id).map((event) => (event.type === 'user.message' ? event.text : event.type)),
        [task.prompt, 'checkpoint', 'restored', 'Try it in another way.'],
      );
      assert.deepEqual(bench.view(fork).run.files, [{ path: 'a.txt', status: 'modified', added: 1, removed: 1 }]);
      await bench.workspaces().discard(bench.view(task));
      const taskDir = bench.journal.taskDir(fork.id);
      mkdirSync(taskDir, { recursive: true });
      const taken = await new WorktreeCheckpoints({ taskId: fork.id, taskDir, workspace: forked }).take('next');
      assert.deepEqual(taken.files, bench.view(fork).run.files);
    });
  });
});
