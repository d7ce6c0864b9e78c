import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGit } from '../../src/adapters/git/createGit';
import type { CheckoutRef } from '../../src/core/worktrees/checkoutRef';
import type { ObjectName } from '../../src/protocol';
import { filesBelow, TestRepo } from '../fakes/testRepo';

const git = createGit();
const message = 'a snapshot';

describe('Git', () => {
  let repo: TestRepo;
  const made: TestRepo[] = [];
  const fresh = (files: Readonly<Record<string, string>> = { 'a.txt': 'one\n' }, name?: string): TestRepo => {
    repo = TestRepo.with(files, name);
    made.push(repo);
    return repo;
  };
  afterEach(() => made.splice(0).forEach((each) => each.dispose()));

  const filesIn = (commit: ObjectName): string[] =>
    repo.git('ls-tree', '-r', '-z', '--name-only', commit).split('\0').filter(Boolean);
  const worktreeRef = async (path: string, commit: ObjectName): Promise<CheckoutRef> => {
    const { commonDir } = await git.facts(repo.root);
    return {
      worktree: path,
      commonDir,
      gitDir: await git.addWorktree(repo.root, { path, branch: 'agents/x', commit }),
    };
  };

  describe('facts', () => {
    it('tells the top, HEAD, the branch and the number of uncommitted files, from any folder inside', async () => {
      fresh({ 'a.txt': 'one\n', 'deep/b.txt': 'b\n' }, 'a "quoted" näme');
      repo.write({ 'a.txt': 'two\n', 'new file.txt': '', 'deep/other.txt': '' });
      repo.git('add', 'deep/other.txt');
      assert.deepEqual(await git.facts(join(repo.root, 'deep')), {
        root: repo.root,
        commonDir: join(repo.root, '.git'),
        gitDir: join(repo.root, '.git'),
        head: repo.head(),
        branch: 'main',
        uncommitted: 3,
      });
    });

    it('takes line ends in a path for a part of it', async () => {
      fresh({ 'a.txt': 'one\n' }, 'two\nlines\n');
      const { root, commonDir, gitDir } = await git.facts(repo.root);
      const own = join(repo.root, '.git');
      assert.deepEqual({ root, commonDir, gitDir }, { root: repo.root, commonDir: own, gitDir: own });
    });

    it('knows a repository without a commit and a detached HEAD', async () => {
      fresh();
      repo.git('checkout', '-q', '--detach');
      assert.equal((await git.facts(repo.root)).branch, null);
      const empty = new TestRepo();
      made.push(empty);
      const facts = await git.facts(empty.root);
      assert.deepEqual([facts.head, facts.branch], [null, 'main']);
    });

    it('refuses what is no work tree', async () => {
      fresh();
      const bare = join(repo.folder, 'bare.git');
      repo.git('init', '-q', '--bare', bare);
      for (const path of [repo.folder, bare, join(repo.folder, 'missing'), join(repo.root, '.git')]) {
        await assert.rejects(git.facts(path), { domain: 'git', reason: 'not-a-repository' }, path);
      }
    });

    it('takes a folder that lost its repository for gone, not for a part of the one around it', async () => {
      fresh();
      repo.git('init', '-q', 'inner');
      const inner = join(repo.root, 'inner');
      await git.facts(inner);
      repo.remove('inner/.git');
      await assert.rejects(createGit().snapshot(inner, { parent: null, message }), { reason: 'not-a-repository' });
      assert.equal((await git.facts(inner)).root, repo.root);
    });

    it('says when git is missing or too old', async () => {
      fresh();
      const old = join(repo.folder, 'old-git');
      writeFileSync(old, '#!/bin/sh\necho git version 2.25.1\n', { mode: 0o755 });
      await assert.rejects(createGit(old).facts(repo.root), { reason: 'too-old' });
      const note = 'xcode-select: note: No developer tools were found, requesting install.';
      writeFileSync(old, `#!/bin/sh\necho "${note}" >&2\nexit 1\n`, { mode: 0o755 });
      await assert.rejects(createGit(old).facts(repo.root), {
        reason: 'missing',
        message: `Git does not run: ${note}`,
        hint: 'Run "xcode-select --install" in a terminal (or "sudo xcodebuild -license" where it asks for that); an open editor has to be started again then.',
      });
      await assert.rejects(createGit(join(repo.folder, 'no-git')).version(), { reason: 'missing' });
    });
  });

  describe('snapshot', () => {
    it('holds what the user sees and changes nothing of theirs', async () => {
      fresh({ 'a.txt': 'one\n', 'b.txt': 'b\n', 'gone.txt': 'gone\n', run: '#!/bin/sh\n', '.gitignore': 'ignored\n' });
      repo.write({ 'a.txt': 'staged\n' });
      repo.git('add', 'a.txt');
      repo.write({ 'a.txt': 'staged and edited\n', 'new\nline "q".txt': 'n\n', 'sub/deep.txt': 'd\n', ignored: 'i\n' });
      repo.remove('gone.txt');
      repo.chmod('run', 0o755);
      repo.link('link', 'nowhere');
      repo.git('stash', 'list');
      const before = repo.userState();
      const commit = await git.snapshot(repo.root, { parent: repo.head(), message });
      assert.deepEqual(repo.userState(), before);
      assert.deepEqual(filesIn(commit), [
        '.gitignore',
        'a.txt',
        'b.txt',
        'link',
        'new\nline "q".txt',
        'run',
        'sub/deep.txt',
      ]);
      assert.equal(repo.git('show', `${commit}:a.txt`), 'staged and edited\n');
      assert.match(repo.git('ls-tree', commit, 'run', 'link'), /^120000 .*link\n100755 .*run\n$/);
      assert.deepEqual(await git.parentsOf(repo.root, commit), [repo.head()]);
    });

    it('is the parent itself when nothing differs', async () => {
      fresh();
      assert.equal(await git.snapshot(repo.root, { parent: repo.head(), message }), repo.head());
    });

    it('works before the first commit, in the middle of a conflict and with an index that is older than a change', async () => {
      const empty = new TestRepo();
      made.push(empty);
      empty.write({ 'a.txt': 'a\n' });
      const first = await git.snapshot(empty.root, { parent: null, message });
      assert.deepEqual(await git.parentsOf(empty.root, first), []);

      fresh();
      repo.git('checkout', '-q', '-b', 'other');
      repo.write({ 'a.txt': 'theirs\n' });
      repo.commit('theirs');
      repo.git('checkout', '-q', 'main');
      repo.write({ 'a.txt': 'ours\n' });
      repo.commit('ours');
      assert.throws(() => repo.git('merge', 'other'));
      const before = repo.userState();
      const commit = await git.snapshot(repo.root, { parent: repo.head(), message });
      assert.match(repo.git('show', `${commit}:a.txt`), /<<<<<<< HEAD\nours\n/);
      assert.deepEqual(repo.userState(), before);
    });

    it('sees an edit of the same size in the same moment as the index was written', async () => {
      fresh({ 'a.txt': 'aaaa\n' });
      for (const text of ['bbbb\n', 'cccc\n', 'dddd\n']) {
        repo.git('add', '-A');
        repo.write({ 'a.txt': text });
        const commit = await git.snapshot(repo.root, { parent: repo.head(), message });
        assert.equal(repo.git('show', `${commit}:a.txt`), text);
      }
    });

    it('leaves submodules and clones inside alone and lists them', async () => {
      const other = TestRepo.with({ 'x.txt': 'x\n' }, 'other');
      made.push(other);
      fresh();
      repo.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', other.root, 'lib');
      const added = repo.commit('submodule');
      repo.write({ 'lib/x.txt': 'changed inside\n' });
      repo.git('clone', '-q', other.root, 'clone');
      repo.git('init', '-q', 'empty-repo');
      repo.write({ 'empty-repo/file.txt': '' });
      assert.equal(await git.snapshot(repo.root, { parent: added, message }), added);
      assert.deepEqual(await git.repositoriesInside(repo.root), ['lib', 'clone', 'empty-repo']);
    });
  });

  describe('worktrees', () => {
    it('makes a branch and a worktree without touching the checkout, and removes both', async () => {
      fresh({ 'a.txt': 'one\n', 'deep/b.txt': 'b\n' });
      repo.write({ 'a.txt': 'edited\n' });
      const before = repo.userState();
      const commit = await git.snapshot(repo.root, { parent: repo.head(), message });
      const path = join(repo.folder, 'data', 'it', 'project');
      const at = await worktreeRef(path, commit);
      assert.deepEqual(filesBelow(path, ['.git']), before['files']);
      assert.equal(repo.gitIn(path, 'status', '--porcelain'), '');
      assert.equal(repo.gitIn(path, 'symbolic-ref', 'HEAD').trim(), 'refs/heads/agents/x');
      assert.match(at.gitDir.slice(repo.root.length), /^\/\.git\/worktrees\/project-[0-9a-f]{8}$/);
      assert.equal(await git.readRef(repo.root, 'refs/heads/agents/x'), commit);

      repo.remove('data', repo.folder);
      await git.removeWorktree(repo.root, path);
      await git.removeWorktree(repo.root, path);
      await git.deleteBranch(repo.root, 'agents/x');
      await git.deleteBranch(repo.root, 'agents/x');
      assert.deepEqual(repo.userState(), before);
      assert.equal(existsSync(join(repo.root, '.git/worktrees')), false);
    });

    it('has git make the worktree where a repository is shared or stores its refs in another way', async () => {
      fresh();
      repo.git('config', 'core.sharedRepository', 'group');
      const path = join(repo.folder, 'wt', 'it');
      const gitDir = await git.addWorktree(repo.root, { path, branch: 'agents/x', commit: repo.head() });
      assert.equal(gitDir, join(repo.root, '.git/worktrees/it'));
      assert.equal(repo.gitIn(path, 'status', '--porcelain', '--branch'), '## agents/x\n');
    });

    it('takes away what an interrupted addition left, also the branch, but not a branch that moved', async () => {
      fresh();
      const path = join(repo.folder, 'wt');
      await worktreeRef(path, repo.head());
      await git.abandonWorktree(repo.root, path);
      assert.equal(await git.readRef(repo.root, 'refs/heads/agents/x'), null);
      repo.remove('wt', repo.folder);

      const at = await worktreeRef(path, repo.head());
      const moved = await git.commitTree(repo.root, {
        tree: await git.treeOf(repo.root, repo.head()),
        parents: [repo.head()],
        message,
      });
      await git.moveBranch(at, 'agents/x', moved);
      await git.abandonWorktree(repo.root, path);
      assert.equal(await git.readRef(repo.root, 'refs/heads/agents/x'), moved);
      await git.abandonWorktree(repo.root, join(repo.folder, 'never made'));
    });

    it('makes nothing where the name is taken, by a branch or by branches below it', async () => {
      fresh();
      repo.git('branch', 'agents/x');
      repo.git('branch', 'agents/y/below');
      for (const branch of ['agents/x', 'agents/y']) {
        const path = join(repo.folder, 'wt');
        const adding = git.addWorktree(repo.root, { path, branch, commit: repo.head() });
        await assert.rejects(adding, { reason: 'branch-exists' });
        assert.equal(existsSync(path), false);
      }
    });

    it('makes many at once, from two places that know nothing of each other', async () => {
      fresh();
      const other = createGit();
      const names = Array.from({ length: 12 }, (_, index) => `n${index}`);
      await Promise.all(
        names.map((name, index) =>
          (index % 2 === 0 ? git : other).addWorktree(repo.root, {
            path: join(repo.folder, name, 'project'),
            branch: `agents/${name}`,
            commit: repo.head(),
          }),
        ),
      );
      assert.equal(repo.git('worktree', 'list').trim().split('\n').length, 13);
    });

    it('fills a worktree with other content than its branch', async () => {
      fresh();
      const tip = repo.head();
      repo.write({ 'a.txt': 'edited\n', 'new.txt': 'n\n' });
      const content = await git.snapshot(repo.root, { parent: tip, message });
      const path = join(repo.folder, 'wt');
      await git.addWorktree(repo.root, { path, branch: 'agents/x', commit: tip, content });
      assert.equal(repo.gitIn(path, 'status', '--porcelain'), ' M a.txt\n?? new.txt\n');
    });

    it('moves its branch to a commit, and the worktree has nothing uncommitted then', async () => {
      fresh();
      const path = join(repo.folder, 'wt');
      const at = await worktreeRef(path, repo.head());
      repo.write({ 'a.txt': 'done\n', 'new.txt': 'n\n' }, path);
      const commit = await git.snapshot(at, { parent: repo.head(), message });
      await git.moveBranch(at, 'agents/x', commit);
      assert.equal(repo.gitIn(path, 'status', '--porcelain'), '');
      assert.equal(repo.gitIn(path, 'rev-parse', 'HEAD').trim(), commit);
    });

    it('neither moves nor removes its branch under the feet of a user who is on it', async () => {
      fresh();
      const at = await worktreeRef(join(repo.folder, 'wt'), repo.head());
      repo.git('checkout', '-q', '--ignore-other-worktrees', 'agents/x');
      const before = repo.userState();
      repo.write({ 'a.txt': 'done\n' }, at.worktree);
      await git.moveBranch(at, 'agents/x', await git.snapshot(at, { parent: repo.head(), message }));
      await git.removeWorktree(repo.root, at.worktree);
      await git.deleteBranch(repo.root, 'agents/x');
      assert.deepEqual(repo.userState(), before);
    });
  });

  describe('refs and trees', () => {
    it('writes, reads and deletes refs of its own', async () => {
      fresh();
      const ref = 'refs/background-agents/snapshots/T1';
      assert.equal(await git.readRef(repo.root, ref), null);
      await git.updateRef(repo.root, ref, repo.head());
      assert.equal(await git.readRef(repo.root, ref), repo.head());
      await git.updateRef(repo.root, ref, null);
      await git.updateRef(repo.root, ref, null);
      assert.equal(await git.readRef(repo.root, ref), null);
    });

    it('waits for a lock that another git holds', async () => {
      fresh();
      const ref = 'refs/background-agents/snapshots/T1';
      const lock = join(repo.root, '.git', `${ref}.lock`);
      repo.write({ [`.git/${ref}.lock`]: '' });
      const written = git.updateRef(repo.root, ref, repo.head());
      setTimeout(() => repo.remove(`.git/${ref}.lock`), 300);
      await written;
      assert.equal(existsSync(lock), false);
      assert.equal(await git.readRef(repo.root, ref), repo.head());
    });

    it('lists changes with counts, renames and binary files', async () => {
      fresh({ 'a.txt': 'one\ntwo\n', 'old name.txt': 'same\n'.repeat(20), 'gone.txt': 'x\n', run: '' });
      const from = repo.head();
      repo.write({ 'a.txt': 'one\n2\n3\n', 'tab\tnew\n.txt': 'n\n', 'logo.bin': new Uint8Array([0, 1, 2]) });
      repo.git('mv', 'old name.txt', 'näw.txt');
      repo.remove('gone.txt');
      repo.chmod('run', 0o755);
      repo.link('link', 'a.txt');
      const to = repo.commit('second');
      assert.deepEqual(await git.changes(repo.root, from, to), [
        { path: 'a.txt', status: 'modified', added: 2, removed: 1 },
        { path: 'gone.txt', status: 'deleted', added: 0, removed: 1 },
        { path: 'link', status: 'added', added: 1, removed: 0 },
        { path: 'logo.bin', status: 'added', added: null, removed: null },
        { path: 'näw.txt', status: 'renamed', oldPath: 'old name.txt', added: 0, removed: 0 },
        { path: 'run', status: 'modified', added: 0, removed: 0 },
        { path: 'tab\tnew\n.txt', status: 'added', added: 1, removed: 0 },
      ]);
      assert.deepEqual(await git.kindChanges(repo.root, from, to), [
        { path: 'link', from: null, to: '120000' },
        { path: 'run', from: '100644', to: '100755' },
      ]);
      assert.deepEqual(await git.show(repo.root, to, 'logo.bin'), Buffer.from([0, 1, 2]));
      assert.equal(String(await git.show(repo.root, to, 'tab\tnew\n.txt')), 'n\n');
      assert.equal(await git.show(repo.root, from, 'link'), null);
      assert.equal(await git.show(repo.root, from, '../../etc/passwd'), null);
      assert.match(await git.patch(repo.root, from, to), /^diff --git a\/a.txt b\/a.txt\n[^]*GIT binary patch/);
    });

    it('merges in the object store and names conflicts', async () => {
      fresh({ 'a.txt': 'one\n', 'b.txt': 'b\n' });
      const base = repo.head();
      repo.write({ 'a.txt': 'agent\n' });
      const theirs = await git.snapshot(repo.root, { parent: base, message });
      repo.write({ 'a.txt': 'one\n', 'b.txt': 'user\n' });
      const ours = await git.snapshot(repo.root, { parent: base, message });
      const merged = await git.merge(repo.root, ours, theirs);
      assert.equal(repo.git('show', `${String(merged.tree)}:a.txt`), 'agent\n');
      repo.write({ 'a.txt': 'user too\n' });
      const other = await git.snapshot(repo.root, { parent: base, message });
      assert.deepEqual(await git.merge(repo.root, other, theirs), { tree: null, conflicts: ['a.txt'] });
    });

    it('lists ignored files at the top of each ignored folder', async () => {
      fresh({ '.gitignore': 'node_modules/\n.env\n', 'packages/a/package.json': '{}' });
      repo.write({ 'node_modules/x/index.js': '', 'packages/a/node_modules/y.js': '', '.env': '', 'seen.txt': '' });
      repo.write({ 'new/deep/node_modules/z.js': '' });
      const folders = ['new/deep/node_modules/', 'node_modules/', 'packages/a/node_modules/'];
      assert.deepEqual(await git.ignored(repo.root), ['.env', ...folders]);
    });
  });
});
