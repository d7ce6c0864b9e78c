import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { ChangeParts } from '../../src/app/reviews/changeParts';
import { createGit } from '../../src/adapters/git/createGit';
import type { ChosenFile, Task } from '../../src/protocol';
import { Crash } from '../fakes/crash';
import { TaskBench } from '../fakes/taskBench';
import { TestRepo } from '../fakes/testRepo';

/** For what is done many times over. */
const slowMs = 240_000;
const parts = new ChangeParts(createGit());

describe('Apply Some Changes', () => {
  let bench: TaskBench;
  let repo: TestRepo;
  const lines = (...each: (number | string)[]): string => each.map((line) => `${line}\n`).join('');
  const base = {
    'a.txt': lines(1, 2, 3, 4, 5, 6, 7, 8, 9),
    'b.txt': 'b\n',
    'old.txt': lines('old', 'file', 'to', 'move'),
    run: '#!/bin/sh\n',
  };
  const work = (worktree: string): void => {
    repo.write({ 'a.txt': lines(1, 'two', 3, 4, 'five', 6, 7, 8, 9, 'ten'), 'new/n.txt': 'n\n' }, worktree);
    repo.write({ 'b.txt': 'B\n', 'moved.txt': base['old.txt'] }, worktree);
    repo.remove('old.txt', worktree);
    chmodSync(join(worktree, 'run'), 0o755);
    repo.link('link', 'a.txt', worktree);
  };
  beforeEach(() => {
    repo = TestRepo.with(base);
    bench = new TaskBench(repo);
  });
  afterEach(() => bench.dispose());

  const applySome = async (task: Task, files: ChosenFile[]): Promise<void> => {
    const { base: from, head } = await parts.rest(bench.view(task));
    await bench.reviews().apply(bench.view(task), { base: from, head, files });
  };
  const undo = (task: Task): Promise<void> => bench.reviews().undo(bench.view(task));
  const left = async (task: Task): Promise<string[]> =>
    (await bench.reviews().changeSet(bench.view(task))).repos[0].files.map(({ path }) => path);

  it('takes the chosen files and places beside the edits of the user, and leaves the rest to be reviewed', async () => {
    const task = await bench.completed(work);
    repo.write({ 'a.txt': base['a.txt'].replace('8\n', 'acht\n'), 'mine.txt': 'm\n' });
    repo.git('add', 'a.txt');
    const before = repo.userState();
    const { files } = await parts.rest(bench.view(task));
    assert.deepEqual(
      files.map(({ path, places }) => [path, places.map(({ line }) => line)]),
      [
        ['a.txt', [2, 5, 10]],
        ['b.txt', []],
        ['link', []],
        ['moved.txt', []],
        ['new/n.txt', []],
        ['run', []],
      ],
    );
    await applySome(task, [{ path: 'a.txt', hunks: [1] }, { path: 'moved.txt' }, { path: 'run' }]);
    assert.equal(repo.read('a.txt'), lines(1, 2, 3, 4, 'five', 6, 7, 'acht', 9));
    assert.equal(repo.read('moved.txt'), base['old.txt']);
    const { index } = repo.userState();
    assert.equal(index, before['index']);
    assert.deepEqual(await left(task), ['a.txt', 'b.txt', 'link', 'new/n.txt']);
    assert.match(await bench.reviews().patch(bench.view(task)), /^\+two$/m);
    assert.doesNotMatch(await bench.reviews().patch(bench.view(task)), /^\+five$/m);

    await bench.reviews().apply(bench.view(task));
    assert.equal(repo.read('a.txt'), lines(1, 'two', 3, 4, 'five', 6, 7, 'acht', 9, 'ten'));
    assert.deepEqual(await left(task), ['a.txt', 'b.txt', 'link', 'moved.txt', 'new/n.txt', 'run']);
    await assert.rejects(bench.reviews().apply(bench.view(task)), { reason: 'not-possible-now' });
    await undo(task);
    assert.equal(repo.read('a.txt'), lines(1, 2, 3, 4, 'five', 6, 7, 'acht', 9));
    assert.deepEqual(await left(task), ['a.txt', 'b.txt', 'link', 'new/n.txt']);
    await undo(task);
    assert.deepEqual(repo.userState(), before);
    assert.deepEqual(bench.view(task).app.landing, { kind: 'none' });
  });

  it('refuses a choice from another change, and a file or place that is not left, and touches nothing', async () => {
    const task = await bench.completed(work);
    const seen = await parts.rest(bench.view(task));
    const before = repo.userState();
    const choose = (files: ChosenFile[]) =>
      bench.reviews().apply(bench.view(task), { base: seen.base, head: seen.head, files });
    await assert.rejects(choose([{ path: 'a.txt', hunks: [3] }]), { reason: 'not-possible-now' });
    await assert.rejects(choose([{ path: '../a.txt' }]), { reason: 'not-possible-now' });
    assert.deepEqual(repo.userState(), before);
    await choose([{ path: 'b.txt' }]);
    await assert.rejects(choose([{ path: 'link' }]), { reason: 'not-possible-now' });
    await assert.rejects(applySome(task, [{ path: 'b.txt' }]), { reason: 'not-possible-now' });
  });

  it('refuses a part that conflicts, and still takes the parts that do not', async () => {
    const task = await bench.completed(work);
    repo.write({ 'a.txt': base['a.txt'].replace('2\n', 'zwei\n') });
    const before = repo.userState();
    await assert.rejects(applySome(task, [{ path: 'a.txt', hunks: [0] }, { path: 'b.txt' }]), { reason: 'conflict' });
    assert.deepEqual(repo.userState(), before);
    await applySome(task, [{ path: 'a.txt', hunks: [2] }, { path: 'b.txt' }]);
    assert.equal(repo.read('a.txt'), lines(1, 'zwei', 3, 4, 5, 6, 7, 8, 9, 'ten'));
  });

  describe('after a commit', () => {
    it('undo offers a revert, which puts the inverse of the applied change into the files and nothing else', async () => {
      const task = await bench.completed(work);
      await applySome(task, [{ path: 'a.txt', hunks: [1] }, { path: 'b.txt' }, { path: 'new/n.txt' }]);
      repo.commit('of the user');
      repo.write({ 'a.txt': repo.read('a.txt').replace('9\n', 'neun\n'), 'later.txt': 'l\n' });
      const before = repo.userState();
      await assert.rejects(undo(task), { domain: 'task', reason: 'committed' });
      assert.deepEqual(repo.userState(), before);
      await bench.reviews().undo(bench.view(task), { revert: true });
      assert.equal(repo.git('status', '--porcelain'), ' M a.txt\n M b.txt\n D new/n.txt\n?? later.txt\n');
      assert.equal(repo.read('a.txt'), base['a.txt'].replace('9\n', 'neun\n'));
      assert.equal(repo.userState()['index'], before['index']);
      assert.deepEqual(bench.view(task).app.landing, { kind: 'none' });
    });

    it('a revert that conflicts touches nothing and says where', async () => {
      const task = await bench.completed(work);
      await bench.reviews().apply(bench.view(task));
      repo.write({ 'b.txt': 'B and more\n' });
      repo.commit('of the user');
      const before = repo.userState();
      const revert = bench.reviews().undo(bench.view(task), { revert: true });
      await assert.rejects(revert, { reason: 'conflict', message: /b\.txt/ });
      assert.deepEqual(repo.userState(), before);
    });

    it('of other files undo is what it always is', async () => {
      const task = await bench.completed(work);
      await applySome(task, [{ path: 'b.txt' }]);
      repo.write({ 'mine.txt': 'm\n' });
      repo.git('add', 'mine.txt');
      repo.git('commit', '-q', '-m', 'mine');
      await undo(task);
      assert.equal(repo.git('status', '--porcelain'), '');
    });
  });

  it('leaves a file as the user saves it between the look and the write', async function () {
    this.timeout(slowMs);
    const task = await bench.completed(work);
    const edits = [
      () => repo.write({ 'b.txt': 'saved\n' }),
      () => repo.write({ 'new/n.txt': 'in the way\n' }),
      () => repo.chmod('b.txt', 0o755),
      () => repo.remove('b.txt'),
      () => {
        repo.remove('b.txt');
        repo.link('b.txt', 'a.txt');
      },
    ];
    const part = await parts.rest(bench.view(task)).then(({ base: from, head }) => ({
      base: from,
      head,
      files: [{ path: 'b.txt' }, { path: 'new/n.txt' }, { path: 'run' }],
    }));
    for (const edit of edits) {
      let saved: unknown = null;
      const typing = new Proxy(createGit(), {
        get: (git, name) =>
          name === 'applyDifference'
            ? (...args: Parameters<typeof git.applyDifference>) => {
                if (saved === null) {
                  edit();
                  saved = repo.userState()['files'];
                }
                return git.applyDifference(...args);
              }
            : (Reflect.get(git, name) as unknown),
      });
      const reviews = bench.reviews((each) => ('applyDifference' in each ? (typing as never) : each));
      try {
        await reviews.apply(bench.view(task), part);
        await undo(task);
      } catch (error) {
        assert.match(String((error as { reason?: unknown }).reason), /^(conflict|does-not-apply)$/);
      }
      assert.notEqual(saved, null);
      assert.deepEqual(repo.userState()['files'], saved);
      repo.git('reset', '-q', '--hard');
      repo.git('clean', '-qfd');
    }
  });

  it('comes to the whole change from parts in any order, and back to the byte, whenever the process is killed', async function () {
    this.timeout(slowMs);
    const choices = fc.infiniteStream(fc.nat(1_000));
    const crashes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(choices, crashes, async (picks, kills) => {
        bench.dispose();
        repo = TestRepo.with(base);
        bench = new TaskBench(repo);
        const task = await bench.completed(work);
        repo.write({ 'a.txt': base['a.txt'].replace('8\n', 'acht\r\n'), 'mine.txt': 'm\n' });
        repo.chmod('b.txt', 0o600);
        const states = [repo.userState()];
        const pick = (): number => Number(picks.next().value);
        for (;;) {
          const { base: from, head, files } = await parts.rest(bench.view(task));
          const file = files[pick() % files.length];
          if (file === undefined) {
            break;
          }
          const hunks = file.places.length === 0 ? {} : { hunks: [pick() % file.places.length] };
          const chosen = { base: from, head, files: [{ path: file.path, ...hunks }] };
          const crash = new Crash(kills.shift() ?? 1_000);
          const applied = bench.view(task).app.seq;
          try {
            await crash.run(bench.reviews((part) => crash.around(part)).apply(bench.view(task), chosen));
          } catch {
            assert.deepEqual(repo.userState(), states.at(-1));
          }
          await bench.reviews().recover(bench.view(task));
          if (bench.view(task).app.seq !== applied) {
            states.push(repo.userState());
          }
          const { landing } = bench.view(task).app;
          if (landing.kind === 'applied' && landing.applied.part?.rest === 0) {
            break;
          }
        }
        assert.equal(repo.read('a.txt'), lines(1, 'two', 3, 4, 'five', 6, 7, 'acht\r', 9, 'ten'));
        assert.equal(repo.read('b.txt') + repo.read('new/n.txt') + repo.read('moved.txt'), `B\nn\n${base['old.txt']}`);
        states.pop();
        while (bench.view(task).app.landing.kind === 'applied') {
          await undo(task);
          assert.deepEqual(repo.userState(), states.pop());
        }
        assert.deepEqual(states, []);
      }),
      { numRuns: 3 },
    );
  });
});
