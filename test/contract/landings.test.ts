import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LandRequest } from '../../src/protocol';
import { LandBench } from '../fakes/landBench';
import { TestRepo } from '../fakes/testRepo';

describe('Landings', function () {
  this.timeout(60_000);
  let bench: LandBench;
  let repo: TestRepo;
  const { base } = LandBench;
  const fresh = (): void => {
    bench = LandBench.fresh();
    repo = bench.repo;
  };
  beforeEach(() => fresh());
  afterEach(() => bench.dispose());

  describe('squash', () => {
    it('makes one commit under the user’s name, and is undone by one act', async () => {
      const task = await bench.completed(bench.work);
      const before = bench.state();
      await bench.land(task);
      assert.deepEqual(bench.commits(), ['Ada <ada@example.com> Land it', 'test@example.com <test@example.com> first']);
      assert.deepEqual(bench.namesIn('HEAD'), ['a.txt', 'new/n.txt', 'old.txt']);
      assert.equal(bench.status(), '');
      assert.deepEqual(bench.entryTypes(task).slice(-3), ['land.intent', 'land.made', 'landed']);
      const { landing: at } = bench.view(task).app;
      assert.ok(at.kind === 'landed');
      assert.deepEqual(at.landed.commits, [repo.head()]);
      assert.deepEqual([at.landed.ref, at.landed.way], ['refs/heads/main', 'squash']);
      await bench.undo(task);
      assert.deepEqual(bench.state(), before);
      assert.equal(bench.landing(task), 'none');
    });

    it('commits nothing of the user’s: edits, staged files, new files and what is staged in the same file stay', async () => {
      repo.write({ 'c.txt': 'c\n' });
      repo.commit('second');
      repo.write({ 'mine.txt': 'from before\n' });
      const task = await bench.completed(bench.work);
      repo.write({ 'c.txt': 'staged\n', 'added.txt': 'added\n', 'a.txt': base['a.txt'].replace('9\n', 'nine\n') });
      repo.git('add', 'c.txt', 'added.txt', 'a.txt');
      repo.write({ 'c.txt': 'staged and edited\n', 'b.txt': 'edited\n', 'later.txt': 'l\n' });
      const before = bench.state();
      await bench.land(task);
      assert.deepEqual(bench.namesIn('HEAD'), ['a.txt', 'new/n.txt', 'old.txt']);
      assert.equal(repo.git('show', 'HEAD:a.txt'), base['a.txt'].replace('2\n', 'two\n'));
      assert.equal(repo.git('show', ':a.txt'), base['a.txt'].replace('2\n', 'two\n').replace('9\n', 'nine\n'));
      assert.equal(repo.git('show', ':c.txt'), 'staged\n');
      assert.deepEqual(bench.status().split('\n').sort(), [
        '',
        ' M b.txt',
        '?? later.txt',
        '?? mine.txt',
        'A  added.txt',
        'M  a.txt',
        'MM c.txt',
      ]);
      await bench.undo(task);
      assert.deepEqual(bench.state(), before);
    });

    it('keeps an entry that is only meant to be added, and files that git was told not to look at', async () => {
      const task = await bench.completed(bench.work);
      repo.write({ 'meant.txt': 'm\n' });
      repo.git('add', '-N', 'meant.txt');
      repo.git('update-index', '--assume-unchanged', 'b.txt');
      const before = bench.state();
      await bench.land(task);
      assert.match(repo.git('ls-files', '-v', 'b.txt'), /^h b\.txt/);
      assert.equal(bench.status(), ' A meant.txt\n');
      await bench.undo(task);
      assert.deepEqual(bench.state(), before);
    });

    it('lands what was begun on uncommitted work without that work', async () => {
      repo.write({ 'b.txt': 'uncommitted\n', 'own.txt': 'own\n' });
      const task = await bench.completed(bench.work);
      await bench.land(task);
      assert.deepEqual(bench.namesIn('HEAD'), ['a.txt', 'new/n.txt', 'old.txt']);
      assert.equal(bench.status(), ' M b.txt\n?? own.txt\n');
    });

    it('refuses with the names where the branch, the files or the index have the same places', async () => {
      const task = await bench.completed(bench.work);
      const conflicting = base['a.txt'].replace('2\n', 'zwei\n');
      repo.write({ 'a.txt': conflicting });
      const edited = repo.userState();
      await assert.rejects(bench.land(task), { reason: 'conflict', message: /uncommitted work .* a\.txt/ });
      assert.deepEqual(repo.userState(), edited);
      repo.git('add', 'a.txt');
      repo.write({ 'a.txt': base['a.txt'] });
      const staged = repo.userState();
      await assert.rejects(bench.land(task), { reason: 'conflict', message: /staged .* a\.txt/ });
      assert.deepEqual(repo.userState(), staged);
      repo.write({ 'a.txt': conflicting });
      repo.commit('theirs');
      const committed = repo.userState();
      await assert.rejects(bench.land(task), { reason: 'conflict', message: /branch has changed .* a\.txt/ });
      assert.deepEqual(repo.userState(), committed);
      assert.deepEqual(
        (await bench.landings().look(bench.view(task))).ways.map(({ way, why }) => [way, why === null]),
        [
          ['squash', false],
          ['commits', false],
          ['rebase', false],
          ['merge', false],
          ['branch', true],
        ],
      );
      assert.equal(bench.landing(task), 'none');
    });

    it('lands on a branch that moved on, and on a detached HEAD', async () => {
      const task = await bench.completed(bench.work);
      repo.write({ 'theirs.txt': 't\n' });
      repo.commit('theirs');
      repo.git('checkout', '-q', '--detach');
      const before = bench.state();
      await bench.land(task);
      assert.deepEqual(bench.commits('%s'), ['Land it', 'theirs', 'first']);
      assert.deepEqual(bench.commits('%s', 'main'), ['theirs', 'first']);
      await bench.undo(task);
      assert.deepEqual(bench.state(), before);
    });

    it('keeps modes, links, binary files and line ends', async () => {
      repo.git('config', 'core.autocrlf', 'false');
      repo.write({ '.gitattributes': 'crlf.txt text eol=crlf\n', 'crlf.txt': 'one\r\n' });
      repo.commit('lines');
      const binary = new Uint8Array([0, 255, 1, 13, 10, 0]);
      const task = await bench.completed((worktree) => {
        repo.write({ 'crlf.txt': 'one\r\ntwo\r\n', 'tool.sh': '#!/bin/sh\n', 'data.bin': binary }, worktree);
        chmodSync(join(worktree, 'tool.sh'), 0o755);
        repo.link('link', 'b.txt', worktree);
      });
      const before = bench.state();
      await bench.land(task);
      assert.equal(bench.status(), '');
      assert.equal(repo.read('crlf.txt'), 'one\r\ntwo\r\n');
      assert.equal(repo.git('show', 'HEAD:crlf.txt'), 'one\ntwo\n');
      assert.match(repo.git('ls-tree', 'HEAD', 'tool.sh', 'link'), /120000.*link\n100755.*tool\.sh/s);
      assert.deepEqual(new Uint8Array(readFileSync(join(repo.root, 'data.bin'))), binary);
      await bench.undo(task);
      assert.deepEqual(bench.state(), before);
    });

    it('leaves submodules alone', async () => {
      const inner = TestRepo.with({ 'in.txt': 'in\n' });
      repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.root, 'sub');
      repo.commit('submodule');
      const task = await bench.completed(bench.work);
      const before = bench.state();
      await bench.land(task);
      assert.deepEqual(bench.namesIn('HEAD'), ['a.txt', 'new/n.txt', 'old.txt']);
      assert.equal(bench.status(), '');
      await bench.undo(task);
      assert.deepEqual(bench.state(), before);
      inner.dispose();
    });

    it('commits what was applied before, and undoing it leaves it applied', async () => {
      const task = await bench.completed(bench.work);
      await bench.reviews().apply(bench.view(task));
      const applied = bench.state();
      await bench.land(task);
      assert.equal(bench.status(), '');
      assert.deepEqual(bench.commits('%s'), ['Land it', 'first']);
      await bench.undo(task);
      assert.deepEqual(bench.state(), applied);
      assert.equal(bench.landing(task), 'applied');
      repo.write({ 'a.txt': base['a.txt'] });
      await assert.rejects(bench.land(task), {
        reason: 'not-possible-now',
        message: /hold the applied change no more/,
      });
    });
  });

  describe('in words', () => {
    it('refuses while git is in the middle of something', async () => {
      const task = await bench.completed(bench.work);
      repo.git('checkout', '-q', '-b', 'other');
      repo.write({ 'b.txt': 'other\n' });
      repo.commit('other');
      repo.git('checkout', '-q', 'main');
      repo.write({ 'b.txt': 'main\n' });
      repo.commit('main');
      assert.throws(() => repo.git('merge', 'other'));
      const before = repo.userState();
      const request = { ...(await bench.asked(task, 'squash')), branch: 'main' };
      await assert.rejects(bench.landings().land(bench.view(task), request), {
        reason: 'not-possible-now',
        message: /a merge is under way/,
      });
      assert.deepEqual(repo.userState(), before);
    });

    it('says how to set an identity where git has none', async () => {
      const task = await bench.completed(bench.work);
      repo.git('config', '--unset', 'user.email');
      repo.git('config', 'user.name', '');
      const before = repo.userState();
      await assert.rejects(bench.land(task), { reason: 'no-identity', hint: /git config --global user\.name/ });
      assert.deepEqual(repo.userState(), before);
      assert.deepEqual(bench.entryTypes(task).slice(-2), ['land.intent', 'land.failed']);
    });

    it('refuses what a person has not seen, another branch, and a second landing', async () => {
      const task = await bench.completed(bench.work);
      const request = await bench.asked(task, 'squash');
      repo.git('checkout', '-q', '-b', 'other');
      await assert.rejects(bench.landings().land(bench.view(task), request), { message: /another branch/ });
      const other = { ...request, branch: 'other', base: 'f'.repeat(40) as LandRequest['base'] };
      await assert.rejects(bench.landings().land(bench.view(task), other), {
        message: /not what it was when you chose/,
      });
      await bench.land(task);
      await assert.rejects(bench.landings().land(bench.view(task), request), {
        message: /is committed, applied in part/,
      });
    });
  });

  describe('commits by topic', () => {
    it('makes one for each with its paths, in their order', async () => {
      const task = await bench.completed((worktree) => {
        repo.write({ 'package.json': '{}\n', 'src/x.ts': 'x\n', 'README.md': 'r\n' }, worktree);
        repo.remove('old.txt', worktree);
      });
      await bench.land(task, 'commits', {
        commits: [
          { message: 'Install it', paths: ['package.json'] },
          { message: 'Nothing at all', paths: ['no.txt'] },
          { message: 'Write it\n\nwith reasons', paths: ['src/x.ts'] },
          { message: 'Tell it', paths: ['README.md'] },
        ],
      });
      assert.deepEqual(bench.commits('%s'), ['Tell it', 'Write it', 'Install it', 'first']);
      assert.deepEqual(
        ['HEAD', 'HEAD~1', 'HEAD~2'].map((commit) => bench.namesIn(commit)),
        [['README.md', 'old.txt'], ['src/x.ts'], ['package.json']],
      );
      assert.equal(repo.git('log', '-1', '--format=%b', 'HEAD~1').trim(), 'with reasons');
      assert.equal(bench.status(), '');
      await bench.undo(task);
      assert.deepEqual(bench.commits('%s'), ['first']);
    });
  });

  describe('rebase, merge and branch', () => {
    const withCommits = (worktree: string): void => {
      const commit = (name: string): void => {
        repo.gitIn(worktree, 'add', '-A');
        repo.gitIn(worktree, 'commit', '-q', '-m', name);
      };
      repo.write({ 'one.txt': '1\n' }, worktree);
      commit('agent: one');
      repo.write({ 'two.txt': '2\n' }, worktree);
      commit('agent: two\n\nwhy');
      repo.write({ 'three.txt': '3\n' }, worktree);
    };

    it('replays the agent’s own commits on the branch, and the rest as one more', async () => {
      repo.write({ 'mine.txt': 'not to be committed\n' });
      const task = await bench.completed(withCommits);
      repo.write({ 'theirs.txt': 't\n' });
      repo.git('add', 'theirs.txt');
      repo.git('commit', '-qm', 'theirs');
      assert.deepEqual((await bench.landings().look(bench.view(task))).own, ['agent: one', 'agent: two\n\nwhy']);
      await bench.land(task, 'rebase');
      assert.deepEqual(bench.commits('%an %s'), [
        'Ada Land it',
        'Ada agent: two',
        'Ada agent: one',
        'test@example.com theirs',
        'test@example.com first',
      ]);
      assert.deepEqual(
        ['HEAD', 'HEAD~1', 'HEAD~2'].map((commit) => bench.namesIn(commit)),
        [['three.txt'], ['two.txt'], ['one.txt']],
      );
      assert.equal(bench.status(), '?? mine.txt\n');
    });

    it('merges with two parents, of which the second is the change where the task began', async () => {
      const task = await bench.completed(bench.work);
      const began = repo.head();
      repo.write({ 'theirs.txt': 't\n' });
      const theirs = repo.commit('theirs');
      await bench.land(task, 'merge', { commits: [{ message: 'Do it' }, { message: 'Merge agents/do-it into main' }] });
      assert.equal(bench.commits('%s')[0], 'Merge agents/do-it into main');
      assert.equal(repo.git('rev-parse', 'HEAD^1').trim(), theirs);
      assert.equal(repo.git('rev-parse', 'HEAD^2^').trim(), began);
      assert.equal(repo.git('log', '-1', '--format=%s', 'HEAD^2').trim(), 'Do it');
      assert.equal(bench.status(), '');
      await bench.undo(task);
      assert.equal(repo.head(), theirs);
    });

    it('brings back nothing that was dropped from the branch', async () => {
      repo.write({ 'dropped.txt': 'd\n' });
      repo.commit('dropped');
      const task = await bench.completed(bench.work);
      repo.git('reset', '-q', '--hard', 'HEAD~1');
      await bench.land(task, 'merge', { commits: [{ message: 'Do it' }, { message: 'Merge it' }] });
      assert.equal(repo.git('log', '--format=%s').includes('dropped'), false);
      assert.equal(repo.git('ls-tree', '--name-only', 'HEAD').includes('dropped'), false);
    });

    it('makes a branch beside the checkout, which stays as it is', async () => {
      const task = await bench.completed(bench.work);
      repo.write({ 'b.txt': 'edited\n' });
      const before = repo.userState();
      await bench.land(task, 'branch', { branch: 'try/it' });
      const { refs, ...others } = repo.userState();
      const { refs: refsBefore, ...othersBefore } = before;
      assert.deepEqual(others, othersBefore);
      assert.notEqual(refs, refsBefore);
      assert.deepEqual(bench.commits('%an %s', 'try/it'), ['Ada Land it', 'test@example.com first']);
      assert.deepEqual(bench.namesIn('try/it'), ['a.txt', 'new/n.txt', 'old.txt']);
      await bench.undo(task);
      assert.deepEqual(repo.userState(), before);
    });

    it('takes no name that is taken, is ours, or is none', async () => {
      const task = await bench.completed(bench.work);
      for (const name of ['main', 'agents/mine', '-x', 'a..b', 'a b', 'x.lock']) {
        await assert.rejects(bench.land(task, 'branch', { branch: name }), name);
      }
      assert.equal(bench.landing(task), 'none');
    });

    it('does not remove a branch that has moved since or is checked out', async () => {
      const task = await bench.completed(bench.work);
      await bench.land(task, 'branch', { branch: 'kept' });
      repo.git('checkout', '-q', 'kept');
      await assert.rejects(bench.undo(task), { message: /checked out/ });
      repo.write({ 'more.txt': 'm\n' });
      repo.commit('more');
      repo.git('checkout', '-q', 'main');
      await assert.rejects(bench.undo(task), { message: /has moved since/ });
      assert.equal(bench.landing(task), 'landed');
      assert.match(repo.git('branch', '--list', 'kept'), /kept/);
    });
  });

  it('writes a patch that git am takes', async () => {
    const task = await bench.completed((worktree) => {
      bench.work(worktree);
      repo.write({ 'data.bin': new Uint8Array([0, 1, 255, 0]) }, worktree);
    });
    const before = repo.userState();
    const patch = await bench.landings().patch(bench.view(task), 'Do it\n\nwith reasons');
    assert.deepEqual(repo.userState(), before);
    const other = TestRepo.with(base);
    writeFileSync(join(other.folder, 'it.patch'), patch);
    other.git('am', '-q', join(other.folder, 'it.patch'));
    assert.equal(other.git('log', '-1', '--format=%an: %B').trim(), 'Ada: Do it\n\nwith reasons');
    assert.equal(other.read('new/n.txt'), 'n\n');
    other.dispose();
  });
});
