import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createGit } from '../../src/adapters/git/createGit';
import { type ConflictedAct, Conflicts, type OpenConflict, type Resolution } from '../../src/app/bases/conflicts';
import type { Resolved, Task } from '../../src/protocol';
import { oldPlaces, takeSide } from '../../src/core/landing/oldPlaces';
import { LandBench } from '../fakes/landBench';
import type { TestRepo } from '../fakes/testRepo';

const git = createGit();

describe('Conflicts', function () {
  this.timeout(60_000);
  let bench: LandBench;
  let repo: TestRepo;
  const { base } = LandBench;
  const theirs = base['a.txt'].replace('2\n', 'zwei\n');
  const both = base['a.txt'].replace('2\n', 'two, zwei\n');
  const conflicts = new Conflicts(git);
  beforeEach(() => {
    bench = LandBench.fresh();
    repo = bench.repo;
  });
  afterEach(() => bench.dispose());

  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  const shown = ({ files }: OpenConflict): Record<string, string | boolean | null>[] =>
    files.map(({ path, base: before, ours, theirs: after, marked }) => {
      const [was, mine, other] = [before, ours, after].map((bytes) => (bytes === null ? null : String(bytes)));
      return { path, base: was ?? null, ours: mine ?? null, theirs: other ?? null, hasMarks: marked !== null };
    });
  const resolve = async (task: Task, act: ConflictedAct, made: Resolution[]): Promise<Resolved> =>
    conflicts.close(await conflicts.open(bench.view(task), act), made);

  it('lays out all sides of a file, and touches nothing', async () => {
    const task = await bench.completed(bench.work);
    repo.write({ 'a.txt': theirs, 'old.txt': 'changed\n' });
    const before = repo.userState();
    const open = await conflicts.open(bench.view(task), 'apply');
    assert.deepEqual(repo.userState(), before);
    assert.deepEqual(shown(open), [
      {
        path: 'a.txt',
        base: base['a.txt'],
        ours: theirs,
        theirs: base['a.txt'].replace('2\n', 'two\n'),
        hasMarks: true,
      },
      { path: 'old.txt', base: 'old\n', ours: 'changed\n', theirs: null, hasMarks: false },
    ]);
    assert.match(String(open.files[0]?.marked), /^<{7} .*\nzwei\n={7}\ntwo\n>{7} /m);
    await assert.rejects(conflicts.close(open, [{ path: 'a.txt', content: text(both) }]), {
      message: /old\.txt still/,
    });
  });

  it('applies what a person made of them, in the files alone, and is undone exactly', async () => {
    const task = await bench.completed(bench.work);
    repo.write({ 'a.txt': theirs, 'old.txt': 'changed\n' });
    const before = repo.userState();
    await assert.rejects(bench.reviews().apply(bench.view(task)), { reason: 'conflict' });
    const resolved = await resolve(task, 'apply', [
      { path: 'a.txt', content: text(both) },
      { path: 'old.txt', side: 'theirs' },
    ]);
    await bench.reviews().apply(bench.view(task), undefined, resolved);
    assert.equal(repo.read('a.txt'), both);
    assert.deepEqual(repo.git('status', '--porcelain').split('\n').sort(), ['', ' D old.txt', ' M a.txt', '?? new/']);
    await bench.reviews().undo(bench.view(task));
    assert.deepEqual(repo.userState(), before);
  });

  describe('three in a file', () => {
    const mine = base['a.txt'].replace('2', 'zwei').replace('5', 'fünf').replace('8', 'acht');
    const agents = base['a.txt'].replace('2', 'two').replace('5', 'five').replace('8', 'eight');
    let task: Task;
    let open: OpenConflict;
    beforeEach(async () => {
      task = await bench.completed((worktree) => repo.write({ 'a.txt': agents }, worktree));
      repo.write({ 'a.txt': mine });
      open = await conflicts.open(bench.view(task), 'apply');
    });

    const rejected = async (content: Uint8Array): Promise<void> => {
      const before = repo.userState();
      const message = 'Nothing was done: a.txt still has conflicts.';
      await assert.rejects(conflicts.close(open, [{ path: 'a.txt', content }]), { message });
      assert.deepEqual(repo.userState(), before);
    };

    it('are not closed while marks, or the old text, are left in one of them', async () => {
      const [file] = open.files;
      assert.ok(file?.marked != null);
      await rejected(file.marked);
      await rejected(text(base['a.txt']));
      const one = text(base['a.txt'].replace('5', 'fünf, five'));
      await rejected(one);
      assert.deepEqual(
        oldPlaces(file, one).map(({ line, ours, theirs: other }) => [line, ours, other]),
        [
          [2, ['zwei\n'], ['two\n']],
          [8, ['acht\n'], ['eight\n']],
        ],
      );
    });

    for (const [side, expected] of [
      ['ours', mine.replace('fünf', 'both')],
      ['theirs', agents.replace('five', 'both')],
    ] as const) {
      it(`are applied with ${side} in those that the person left open, once they say so`, async () => {
        const [file] = open.files;
        assert.ok(file !== undefined);
        const left = text(base['a.txt'].replace('5', 'both'));
        const content = takeSide(left, oldPlaces(file, left), side);
        const resolved = await conflicts.close(open, [{ path: 'a.txt', content }]);
        await bench.reviews().apply(bench.view(task), undefined, resolved);
        assert.equal(repo.read('a.txt'), expected);
      });
    }

    it('are applied with the old text where the person says that it stays', async () => {
      const content = base['a.txt'].replace('5', 'both');
      const resolved = await conflicts.close(open, [{ path: 'a.txt', content: text(content), keepsOld: true }]);
      await bench.reviews().apply(bench.view(task), undefined, resolved);
      assert.equal(repo.read('a.txt'), content);
    });
  });

  it('does not apply what was resolved for other files than there are now', async () => {
    const task = await bench.completed(bench.work);
    repo.write({ 'a.txt': theirs });
    const resolved = await resolve(task, 'apply', [{ path: 'a.txt', content: text(both) }]);
    repo.write({ 'b.txt': 'edited since\n' });
    const before = repo.userState();
    await assert.rejects(bench.reviews().apply(bench.view(task), undefined, resolved), { reason: 'conflict' });
    assert.deepEqual(repo.userState(), before);
  });

  it('lands what a person made of them on a branch that moved on', async () => {
    const task = await bench.completed(bench.work);
    repo.write({ 'a.txt': theirs });
    repo.commit('theirs');
    repo.write({ 'b.txt': 'uncommitted\n' });
    const resolved = await resolve(task, 'land', [{ path: 'a.txt', content: text(both) }]);
    const survey = await bench.landings().look(bench.view(task), resolved);
    assert.deepEqual([survey.conflicts, survey.ways[0]], [[], { way: 'squash', why: null }]);
    await bench.land(task, 'squash', { resolved });
    assert.equal(repo.git('show', 'HEAD:a.txt'), both);
    assert.equal(bench.status(), ' M b.txt\n');
    await bench.undo(task);
    assert.equal(repo.read('a.txt'), theirs);
  });

  it('are brought to the agent with marks, for it to resolve before its checks run', async () => {
    const task = await bench.completed(bench.work, {
      engine: { kind: 'model', model: { provider: 'rehearsal', name: 'rehearsal' } } as unknown as Task['engine'],
    });
    repo.write({ 'a.txt': theirs, 'more.txt': 'm\n' });
    const head = repo.commit('theirs');
    const before = repo.userState();
    assert.equal(await bench.updates().update(bench.view(task), 'resolve', { fence: 1 }), 'run');
    const { run, app } = bench.view(task);
    assert.deepEqual([run.next, run.outcome, run.finishClaimed, app.updating], ['model', null, false, null]);
    assert.equal(app.workspace?.repos[0].head, head);
    const event = bench.journal.events(task.id).at(-1);
    assert.ok(event?.type === 'updated');
    assert.deepEqual([event.conflicts, event.then], [['a.txt'], 'resolve']);
    const inWorktree = repo.gitIn(bench.worktree(task), 'grep', '-c', '^<<<<<<<', '--', 'a.txt');
    assert.equal(inWorktree.trim(), 'a.txt:1');
    const { refs, ...others } = repo.userState();
    const { refs: refsBefore, ...othersBefore } = before;
    assert.deepEqual(others, othersBefore);
    assert.notEqual(refs, refsBefore);
    repo.write({ 'a.txt': both }, bench.worktree(task));
    await bench.checkpoint(task);
    bench.journal.record(task.id, { type: 'finished', outcome: { kind: 'unverified' } });
    await bench.land(task);
    assert.equal(repo.git('show', 'HEAD:a.txt'), both);
  });

  it('are resolved for an update, in the worktree alone, while both sides are as they were', async () => {
    const task = await bench.completed(bench.work);
    repo.write({ 'a.txt': theirs });
    const head = repo.commit('theirs');
    const open = await conflicts.open(bench.view(task), 'update');
    assert.deepEqual(
      shown(open).map(({ path, ours }) => [path, ours]),
      [['a.txt', theirs]],
    );
    const resolved = await conflicts.close(open, [{ path: 'a.txt', content: text(both) }]);
    const update = () => bench.updates().update(bench.view(task), 'check', { fence: 1, resolved });
    const worktree = bench.worktree(task);
    repo.write({ 'a.txt': 'edited since\n' }, worktree);
    await assert.rejects(update(), { reason: 'conflict' });
    assert.equal(bench.view(task).app.updating, null);
    repo.write({ 'a.txt': base['a.txt'].replace('2\n', 'two\n') }, worktree);
    const before = { ...repo.userState(), refs: '' };
    assert.equal(await update(), 'run');
    assert.deepEqual({ ...repo.userState(), refs: '' }, before);
    const { app, run } = bench.view(task);
    assert.deepEqual([app.workspace?.repos[0].head, run.next, app.updating], [head, 'check', null]);
    assert.equal(fs.readFileSync(path.join(worktree, 'a.txt'), 'utf8'), both);
    const told = bench.journal.events(task.id).at(-1);
    assert.deepEqual(told?.type === 'updated' && [told.conflicts, told.changed], [undefined, ['a.txt']]);
  });

  it('are not resolved for an update by what was made for another commit', async () => {
    const task = await bench.completed(bench.work);
    repo.write({ 'a.txt': theirs });
    repo.commit('theirs');
    const resolved = await resolve(task, 'update', [{ path: 'a.txt', content: text(both) }]);
    repo.write({ 'b.txt': 'later\n' });
    repo.commit('later');
    const before = repo.userState();
    await assert.rejects(bench.updates().update(bench.view(task), 'check', { fence: 1, resolved }), {
      reason: 'conflict',
      hint: 'Nothing was touched. Resolve the conflicts in the merge editor, or let the agent resolve them.',
    });
    assert.deepEqual(repo.userState(), before);
  });

  it('are none where both sides merge', async () => {
    const task = await bench.completed(bench.work);
    const tree = await git.treeOf(repo.root, repo.head());
    const { files, ours } = await conflicts.open(bench.view(task), 'land');
    assert.deepEqual([files, ours], [[], tree]);
  });
});
