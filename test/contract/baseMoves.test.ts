import assert from 'node:assert/strict';
import { createGit } from '../../src/adapters/git/createGit';
import { BaseMoves } from '../../src/app/bases/baseMoves';
import { baseMoveLabel } from '../../src/core/landing/baseMoveLabel';
import { english } from '../../src/core/translate';
import { TaskBench } from '../fakes/taskBench';
import { TestRepo } from '../fakes/testRepo';

describe('a base that moves', () => {
  let bench: TaskBench;
  let repo: TestRepo;
  beforeEach(() => {
    repo = TestRepo.with({ 'a.txt': '1\n2\n3\n4\n5\n6\n7\n8\n', 'b.txt': 'b\n' });
    bench = new TaskBench(repo);
  });
  afterEach(() => bench.dispose());

  const moves = new BaseMoves(createGit());

  it('is told with its commits and with what a merge would come to, and nothing is touched', async () => {
    repo.write({ 'carried.txt': 'c\n' });
    const task = await bench.completed((worktree) => repo.write({ 'a.txt': '1\ntwo\n3\n4\n5\n6\n7\n8\n' }, worktree));
    assert.equal(await moves.look(bench.view(task)), null);
    repo.write({ 'a.txt': '1\n2\n3\n4\n5\n6\n7\nacht\n' });
    repo.commit('one');
    repo.write({ 'b.txt': 'B\n' });
    repo.commit('two');
    const before = repo.userState();
    const clean = await moves.look(bench.view(task));
    assert.deepEqual(clean, { head: repo.head(), commits: 2, gone: 0, conflicts: [], canUpdate: true });
    assert.equal(baseMoveLabel(clean, english), 'base moved: 2 commits; merges cleanly');
    assert.deepEqual(repo.userState(), before);

    repo.write({ 'a.txt': '1\nzwei\n3\n4\n5\n6\n7\nacht\n' });
    repo.commit('three');
    const torn = await moves.look(bench.view(task));
    assert.deepEqual(torn, { head: repo.head(), commits: 3, gone: 0, conflicts: ['a.txt'], canUpdate: false });
    assert.equal(baseMoveLabel(torn, english), 'base moved: 3 commits; conflicts in a.txt');
  });

  it('is of no interest once the change is applied', async () => {
    const task = await bench.completed((worktree) => repo.write({ 'n.txt': 'n\n' }, worktree));
    await bench.reviews().apply(bench.view(task));
    repo.commit('one');
    assert.equal(await moves.look(bench.view(task)), null);
  });

  it('holds a change that a person brought there without us, and not before all of it is there', async () => {
    const wanted = { 'a.txt': '1\ntwo\n3\n4\n5\n6\n7\n8\n', 'n.txt': 'n\n' };
    const task = await bench.completed((worktree) => repo.write(wanted, worktree));
    const before = repo.userState();
    assert.equal(await moves.holds(bench.view(task)), false);
    assert.deepEqual(repo.userState(), before);
    repo.write({ 'n.txt': 'n\n' });
    repo.commit('a part of it');
    assert.equal(await moves.holds(bench.view(task)), false);
    repo.write({ ...wanted, 'a.txt': '1\ntwo\n3\n4\n5\n6\n7\nacht\n' });
    repo.commit('the rest, and something else');
    assert.equal(await moves.holds(bench.view(task)), true);
  });

  it('holds nothing of a task that changed nothing', async () => {
    const task = await bench.completed(() => undefined);
    repo.write({ 'b.txt': 'B\n' });
    repo.commit('one');
    assert.equal(await moves.holds(bench.view(task)), false);
  });
});
