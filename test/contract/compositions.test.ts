import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { createGit } from '../../src/adapters/git/createGit';
import { Compositions, type Contest } from '../../src/app/races/compositions';
import { ReviewedChanges } from '../../src/app/reviews/reviewedChanges';
import { resultTree } from '../../src/core/run/result';
import type { ChosenHunk, ObjectName, RaceOffer, Task, TaskId } from '../../src/protocol';
import { TaskBench } from '../fakes/taskBench';
import { TestRepo } from '../fakes/testRepo';

const slowMs = 240_000;
const git = createGit();
const compositions = new Compositions({ git, changes: new ReviewedChanges(git) });

type Work = (worktree: string) => void;

describe('a composition of several racers', () => {
  let bench: TaskBench;
  let repo: TestRepo;
  const lines = (...each: (number | string)[]): string => each.map((line) => `${line}\n`).join('');
  const base = {
    'a.txt': lines(1, 2, 3, 4, 5, 6, 7, 8, 9),
    'data.bin': 'a\u0000b\n',
    'gone.txt': lines('gone'),
    'old.txt': lines('old', 'file', 'to', 'move', 'with', 'enough', 'lines', 'to', 'be', 'known'),
    run: '#!/bin/sh\n',
    'win.txt': '\ufeffone\r\n\ttwo\r\nthree\r\nfour\r\nfive',
  };
  const everything: Work = (worktree) => {
    repo.write({ 'a.txt': lines(1, 'two', 3, 4, 'five', 6, 7, 8, 9, 'ten'), 'new/n.txt': 'n\n' }, worktree);
    repo.write(
      { 'data.bin': 'a\u0000c\nd\n', 'win.txt': '\ufeffone\r\n\tzwei\r\nthree\r\nfour\r\nfünf\r\nsechs' },
      worktree,
    );
    repo.write({ 'moved.txt': base['old.txt'].replace('known', 'seen') }, worktree);
    ['gone.txt', 'old.txt'].forEach((path) => repo.remove(path, worktree));
    chmodSync(join(worktree, 'run'), 0o755);
    repo.link('link', 'a.txt', worktree);
  };
  beforeEach(() => {
    repo = TestRepo.with(base);
    bench = new TaskBench(repo);
  });
  afterEach(() => bench.dispose());

  const resultOf = (task: Task | undefined): ObjectName | null =>
    task === undefined ? null : resultTree(bench.view(task));
  const contestOf = (tasks: readonly Task[]): Contest => {
    const racers = tasks.map((task) => bench.view(task));
    const [first] = racers[0]?.app.workspace?.repos ?? [];
    assert.ok(first !== undefined);
    const { snapshot, head, headName, uncommitted } = first;
    return { root: repo.root, point: { snapshot, head, headName, uncommitted }, racers };
  };
  const race = async (...works: Work[]): Promise<{ tasks: Task[]; contest: Contest }> => {
    const tasks: Task[] = [];
    for (const work of works) {
      tasks.push(await bench.completed(work));
    }
    return { tasks, contest: contestOf(tasks) };
  };
  const hunksOf = ({ files }: RaceOffer, taskId: TaskId | undefined, path?: string): ChosenHunk[] =>
    files.flatMap((file) =>
      file.racers
        .filter((racer) => racer.taskId === taskId && (path === undefined || file.path === path))
        .flatMap(({ hunks }) => hunks.map(({ key }) => ({ taskId: racerOf(taskId), path: file.path, key }))),
    );
  const racerOf = (taskId: TaskId | undefined): TaskId => {
    assert.ok(taskId !== undefined);
    return taskId;
  };
  const treeOf = (commit: ObjectName) => git.treeOf(repo.root, commit);
  const show = async (commit: ObjectName, path: string): Promise<string | null> => {
    const bytes = await git.show(repo.root, commit, path);
    return bytes === null ? null : Buffer.from(bytes).toString('utf8');
  };

  it('of all that one of them did is exactly its tree: new, gone, moved and binary files, links and rights', async () => {
    const { tasks, contest } = await race(everything, (worktree) => repo.write({ 'a.txt': 'other\n' }, worktree));
    const before = repo.userState();
    const all = hunksOf(await compositions.offer(contest, []), tasks[0]?.id);
    const { commit, from } = await compositions.commit(contest, all, 'All of one');
    assert.deepEqual(from, [tasks[0]?.id]);
    assert.equal(await treeOf(commit), resultOf(tasks[0]));
    assert.deepEqual(await git.parentsOf(repo.root, commit), [contest.point.snapshot]);
    assert.deepEqual(repo.userState(), before);
  }).timeout(slowMs);

  it('takes places of one file from two of them and files from a third, and leaves all else as in the snapshot', async () => {
    const { tasks, contest } = await race(
      (worktree) => repo.write({ 'a.txt': lines(1, 'two', 3, 4, 5, 6, 7, 8, 'nine'), 'x.txt': 'x\n' }, worktree),
      (worktree) => repo.write({ 'a.txt': lines(1, 'zwei', 3, 4, 'fünf', 6, 7, 8, 9) }, worktree),
      (worktree) => repo.write({ 'win.txt': '\ufeffone\r\n\tzwei\r\nthree\r\nfour\r\nfive', 'y.txt': 'y\n' }, worktree),
    );
    const offer = await compositions.offer(contest, []);
    assert.deepEqual(
      offer.files.map(({ path, racers }) => [path, racers.map(({ hunks }) => hunks.map(({ line }) => line))]),
      [
        [
          'a.txt',
          [
            [2, 9],
            [2, 5],
          ],
        ],
        ['win.txt', [[2]]],
        ['x.txt', [[1]]],
        ['y.txt', [[1]]],
      ],
    );
    const [first] = hunksOf(offer, tasks[0]?.id, 'a.txt');
    const [, second] = hunksOf(offer, tasks[1]?.id, 'a.txt');
    assert.ok(first !== undefined && second !== undefined);
    const chosen = [first, second, ...hunksOf(offer, tasks[2]?.id, 'win.txt')];
    assert.deepEqual((await compositions.offer(contest, chosen)).overlaps, []);
    const { commit } = await compositions.commit(contest, chosen, 'Of three');
    assert.equal(await show(commit, 'a.txt'), lines(1, 'two', 3, 4, 'fünf', 6, 7, 8, 9));
    assert.deepEqual(
      (await git.changes(repo.root, contest.point.snapshot, commit)).map(({ path }) => path),
      ['a.txt', 'win.txt'],
    );
    assert.deepEqual(await compositions.lines(contest, 'win.txt'), [
      {
        taskId: tasks[2]?.id,
        key: chosen[2]?.key,
        ...{ above: ['one'], removed: ['\ttwo'], added: ['\tzwei'], below: ['three', 'four', 'five'], left: 0 },
      },
    ]);
  }).timeout(slowMs);

  it('is refused with file and line where two were asked for the same lines, and where a place is gone', async () => {
    const { tasks, contest } = await race(
      (worktree) => repo.write({ 'a.txt': lines(1, 'two', 'drei', 4, 5, 6, 7, 8, 9) }, worktree),
      (worktree) => repo.write({ 'a.txt': lines(1, 2, 'three', 4, 5, 6, 7, 8, 9) }, worktree),
    );
    const offer = await compositions.offer(contest, []);
    const chosen = tasks.flatMap(({ id }) => hunksOf(offer, id));
    const taskIds = tasks.map(({ id }) => id);
    assert.deepEqual((await compositions.offer(contest, chosen)).overlaps, [{ path: 'a.txt', line: 3, taskIds }]);
    await assert.rejects(compositions.commit(contest, chosen, ''), {
      reason: 'not-possible-now',
      message: 'Not composed: two agents change a.txt at line 3.',
    });
    const gone = [{ ...chosen[0], key: '0'.repeat(32) } as ChosenHunk];
    assert.equal((await compositions.offer(contest, gone)).gone, 1);
    await assert.rejects(compositions.commit(contest, gone, ''), { message: /not there any more/ });
    await assert.rejects(compositions.commit(contest, [], ''), { message: 'Not composed: nothing was chosen.' });
  }).timeout(slowMs);

  it('never takes more than was chosen, as when a file stands where a folder was', async () => {
    repo.write({ 'folder/inside.txt': 'i\n' });
    const { tasks, contest } = await race((worktree) => {
      repo.remove('folder/inside.txt', worktree);
      repo.remove('folder', worktree);
      repo.write({ folder: 'now a file\n' }, worktree);
    });
    const offer = await compositions.offer(contest, []);
    const only = hunksOf(offer, tasks[0]?.id, 'folder');
    await assert.rejects(compositions.commit(contest, only, ''), {
      message: 'Not composed: folder/inside.txt would change with it, and was not chosen.',
    });
    const all = hunksOf(offer, tasks[0]?.id);
    const { commit } = await compositions.commit(contest, all, '');
    assert.equal(await treeOf(commit), resultOf(tasks[0]));
  }).timeout(slowMs);

  it('says of which racers nothing can be taken, and why', async () => {
    const done = await bench.completed((worktree) => repo.write({ 'x.txt': 'x\n' }, worktree));
    const idle = await bench.completed(() => undefined);
    const waiting = await bench.create();
    repo.write({ 'mine.txt': 'the checkout moved on\n' });
    const later = await bench.completed((worktree) => repo.write({ 'y.txt': 'y\n' }, worktree));
    const offer = await compositions.offer(contestOf([done, idle, waiting, later]), []);
    assert.deepEqual(offer.gaps, [
      { taskId: idle.id, why: 'nothing' },
      { taskId: waiting.id, why: 'at-work' },
      { taskId: later.id, why: 'other-base' },
    ]);
    assert.deepEqual(
      offer.files.map(({ path }) => path),
      ['x.txt'],
    );
  }).timeout(slowMs);

  it('is what git makes of the same places, wherever git can merge them', async () => {
    const numbers = Array.from({ length: 40 }, (_, at) => at);
    const text = (changed: ReadonlySet<number>, by: string): string =>
      lines(
        ...numbers.flatMap((at) =>
          changed.has(at) ? (at % 3 === 0 ? [`${by} ${at}`, by] : [`${by} ${at}`]) : [String(at)],
        ),
      );
    repo.write({ 'many.txt': text(new Set(), '') });
    const some = fc.uniqueArray(fc.nat(39), { minLength: 1, maxLength: 8 });
    let merged = 0;
    await fc.assert(
      fc.asyncProperty(some, some, fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }), async (a, b, picks) => {
        const { tasks, contest } = await race(
          (worktree) => repo.write({ 'many.txt': text(new Set(a), 'A') }, worktree),
          (worktree) => repo.write({ 'many.txt': text(new Set(b), 'B') }, worktree),
        );
        const offer = await compositions.offer(contest, []);
        const [one, other] = tasks.map(({ id }, racer) =>
          hunksOf(offer, id).filter((_, index) => picks[racer * 8 + (index % 8)] === true),
        );
        if (one === undefined || other === undefined || one.length === 0 || other.length === 0) {
          return;
        }
        const { commit: ours } = await compositions.commit(contest, one, '');
        const { commit: theirs } = await compositions.commit(contest, other, '');
        const { tree } = await git.merge(repo.root, ours, theirs);
        if (tree !== null) {
          merged += 1;
          const { commit } = await compositions.commit(contest, [...one, ...other], '');
          assert.equal(await treeOf(commit), tree);
        }
      }),
      // Two places far from each other merge for certain.
      { numRuns: 6, examples: [[[3], [30], Array<boolean>(16).fill(true)]] },
    );
    assert.ok(merged > 0, 'git merged none of them');
  }).timeout(slowMs);
});
