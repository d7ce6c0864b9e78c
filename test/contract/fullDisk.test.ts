import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { toErrorData } from '../../src/core/errors';
import { ForgeBench } from '../fakes/forgeBench';
import { LandBench } from '../fakes/landBench';
import { TaskBench } from '../fakes/taskBench';
import { filesBelow, TestRepo } from '../fakes/testRepo';
import { SmallDisk } from '../fakes/smallDisk';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';

const pageBytes = 4096;
/** How many pages are left when it is tried; with the last everything fits. */
const rooms = [0, 1, 2, 3, 5, 7, 9, 12, 15, 18, 21, 25, 34, 55, 400];
const isNightly = process.env['BACKGROUND_AGENTS_NIGHTLY'] === '1';
const landed = isNightly
  ? { ways: ['squash', 'branch', 'merge', 'rebase'] as const, rooms }
  : { ways: ['squash', 'branch'] as const, rooms: [0, 9, 25, 400] };

describe('a repository on a disk that fills up half-way', () => {
  let disk: SmallDisk;
  let repo: TestRepo;
  let bench: TaskBench;

  before(async function () {
    disk = await SmallDisk.orSkip(this, '8m');
  });

  after(() => (disk as SmallDisk | undefined)?.remove());

  /** Makes what is made in temporary folders on the small disk. */
  const onDisk = async <T>(make: () => T | Promise<T>): Promise<T> => {
    const usual = process.env['TMPDIR'];
    process.env['TMPDIR'] = disk.folder;
    try {
      return await make();
    } finally {
      if (usual === undefined) {
        delete process.env['TMPDIR'];
      } else {
        process.env['TMPDIR'] = usual;
      }
    }
  };

  beforeEach(async () => {
    repo = await onDisk(() => new TestRepo());
    const lines = (name: string): string => `${name}\n`.repeat(1500);
    repo.write({ 'a.txt': lines('a'), 'b.txt': lines('b'), 'gone.txt': lines('g'), '.gitignore': '*.ign\n' });
    repo.commit('first');
    bench = new TaskBench(repo);
  });

  afterEach(() => bench.dispose());

  const work = (worktree: string): void => {
    repo.write(
      { 'a.txt': 'A\n'.repeat(2000), 'new/one.txt': 'n\n'.repeat(3000), 'new/two.txt': '2\n'.repeat(3000) },
      worktree,
    );
    repo.write({ 'small.ign': 'ignored\n' }, worktree);
    rmSync(join(worktree, 'gone.txt'));
  };

  /** Tries with more and more room. What fails says why and what to do, and `standing` is what it was. Returns the fails. */
  async function withMoreAndMoreRoom(
    act: () => Promise<unknown>,
    standing: () => unknown,
    tried = rooms,
  ): Promise<number> {
    const before = standing();
    for (const [fails, pages] of tried.entries()) {
      await disk.fill(pages * pageBytes);
      try {
        await act();
        return fails;
      } catch (error) {
        const { message, hint = '' } = toErrorData(error);
        assert.match(`${message} ${hint}`, /the disk is full.*Make room on the disk/i, String(error));
      } finally {
        await disk.makeRoom();
      }
      assert.deepEqual(standing(), before, `with ${pages} pages`);
    }
    return assert.fail('It failed with room, too.');
  }

  it('is applied to, undone and applied to again as a whole or not at all', async () => {
    const task = await bench.completed(work);
    repo.write({ 'b.txt': 'mine\n', 'mine.txt': 'm\n' });
    repo.git('add', 'b.txt');
    const before = repo.userState();
    const standing = () => repo.userState();
    const applied = await withMoreAndMoreRoom(() => bench.reviews().apply(bench.view(task)), standing);
    assert.equal(repo.read('new/one.txt'), 'n\n'.repeat(3000));
    const undone = await withMoreAndMoreRoom(() => bench.reviews().undo(bench.view(task)), standing);
    assert.deepEqual(repo.userState(), before);
    assert.ok(applied > 1 && undone > 1, `${applied} and ${undone} fails`);
  });

  for (const way of landed.ways) {
    it(`gets a change that is landed (${way}) as a whole or not at all, and loses it as a whole or not at all`, async () => {
      const landing = new LandBench(repo, bench.git);
      for (const [name, value] of Object.entries({ name: 'Ada', email: 'ada@example.com' })) {
        repo.git('config', `user.${name}`, value);
      }
      const task = await landing.completed(work);
      repo.write({ 'b.txt': 'mine\n', 'mine.txt': 'm\n' });
      repo.git('add', 'b.txt');
      const before = landing.state();
      const standing = () => [landing.state(), repo.git('for-each-ref', 'refs/heads')];
      const branch = way === 'branch' ? { branch: 'landed' } : {};
      const request = await landing.asked(task, way, branch);
      /** As when the next one takes it up; what a crash would leave whole is whole. */
      const recovered = async (to: string, act: () => Promise<unknown>): Promise<void> => {
        try {
          await act();
        } catch (error) {
          await disk.makeRoom();
          await landing.landings().recover(landing.view(task));
          await disk.fill();
          if (landing.landing(task) !== to) {
            throw error;
          }
        }
      };
      const land = () => landing.landings().land(landing.view(task), request);
      const fails = await withMoreAndMoreRoom(() => recovered('landed', land), standing, landed.rooms);
      const undo = () => landing.undo(task);
      const undone = await withMoreAndMoreRoom(() => recovered('none', undo), standing, landed.rooms);
      assert.deepEqual(landing.state(), before);
      assert.ok(fails > 0 && undone > 0, `${fails} and ${undone} fails`);
      assert.equal(repo.git('fsck', '--strict', '--no-dangling').trim(), '');
    });
  }

  it('has its pull request opened of a whole commit, or nothing is published', async () => {
    const remote = await temporaryFolder();
    const forge = await onDisk(() => ForgeBench.start(remote));
    try {
      const task = await forge.bench.completed((worktree) => repo.write({ 'a.txt': 'A\n'.repeat(2000) }, worktree));
      const standing = () => [
        forge.repo.userState(),
        forge.remotes.git('acme/app', 'for-each-ref'),
        forge.server.pulls,
      ];
      const { signal } = new AbortController();
      const fails = await withMoreAndMoreRoom(
        async () => {
          const { proposals, openings } = forge.services();
          const proposal = await proposals.propose(forge.bench.view(task), {}, signal);
          await openings.open(task.id, proposal, signal);
        },
        standing,
        landed.rooms,
      );
      assert.ok(fails > 0, `${fails} fails`);
      assert.equal(forge.server.pulls.length, 1);
      const published = forge.remotes.git('acme/app', 'rev-parse', 'agents/do-it^{tree}').trim();
      assert.equal(published, forge.bench.view(task).run.checkpoint?.tree);
    } finally {
      forge.dispose();
      await removeFolder(remote);
    }
  });

  it('keeps the worktree of a task until its salvage is whole, and brings it back as a whole', async () => {
    const task = await bench.completed(work);
    const worktree = bench.worktree(task);
    repo.write({ 'more.txt': 'x\n'.repeat(9000), 'late.ign': 'late\n' }, worktree);
    const files = filesBelow(worktree, ['.git']);
    const discarded = await withMoreAndMoreRoom(
      () => bench.workspaces().discard(bench.view(task)),
      () => filesBelow(worktree, ['.git']),
    );
    assert.equal(existsSync(worktree), false);
    const restored = await withMoreAndMoreRoom(
      () => bench.workspaces().restore(bench.view(task)),
      () => [bench.view(task).app.landing, repo.git('for-each-ref', 'refs/background-agents/salvage')],
    );
    assert.deepEqual(filesBelow(bench.worktree(task), ['.git']), files);
    assert.ok(discarded > 0 && restored > 1, `${discarded} and ${restored} fails`);
  });

  it('gets no half worktree, and keeps what an agent did when no checkpoint of it fits', async () => {
    const task = await bench.create();
    const onStep = (): void => undefined;
    const { signal } = new AbortController();
    const made = await withMoreAndMoreRoom(
      async () => {
        const workspace = await bench.workspaces().prepare(task, { signal, onStep });
        await bench.journal.append(task.id, { type: 'prepared', workspace });
      },
      () => {
        const { files, index, head } = repo.userState();
        return { files, index, head, main: repo.head() };
      },
    );
    // What the disk had no room to take away again is taken away before the next attempt.
    const branches = repo.git('for-each-ref', '--format=%(refname:short)', 'refs/heads').trim().split('\n');
    assert.deepEqual(branches, ['agents/do-it', 'main']);
    assert.equal(repo.git('worktree', 'list').trim().split('\n').length, 2);
    const worktree = bench.worktree(task);
    work(worktree);
    const files = filesBelow(worktree, ['.git']);
    const kept = await withMoreAndMoreRoom(
      () => bench.checkpoint(task),
      () => filesBelow(worktree, ['.git']),
    );
    assert.deepEqual(filesBelow(worktree, ['.git']), files);
    assert.ok(made > 1 && kept > 0, `${made} and ${kept} fails`);
    assert.equal(repo.git('fsck', '--strict', '--no-dangling').trim(), '');
  });
});
