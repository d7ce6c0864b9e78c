import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { WorktreeCheckpoints } from '../../src/adapters/git/checkout/checkpoints';
import { createGit } from '../../src/adapters/git/createGit';
import { GitProcess } from '../../src/adapters/git/process/gitProcess';
import { GitRepo } from '../../src/adapters/git/gitRepo';
import { notCheckedOut } from '../../src/adapters/git/worktrees/sparseCheckout';
import { type Cone, conePatterns } from '../../src/core/worktrees/cone';
import type { CheckoutRef } from '../../src/core/worktrees/checkoutRef';
import type { RepoWorkspace, TaskId } from '../../src/protocol';
import { filesBelow, TestRepo } from '../fakes/testRepo';

const files = {
  'README.md': 'top\n',
  'a/one.txt': '1\n',
  'a/deep/two.txt': '2\n',
  'a/other/three.txt': '3\n',
  'b/four.txt': '4\n',
  'b/deep/five.sh': '#!/bin/sh\n',
  'c/six.txt': '6\n',
};

describe('A sparse worktree', () => {
  const git = createGit();
  let repo: TestRepo;
  let number = 0;
  beforeEach(() => {
    repo = TestRepo.with(files);
  });
  afterEach(() => repo.dispose());

  async function make(cone: Cone | null, fromFiles = 1) {
    const name = `w${(number += 1)}`;
    const worktree = path.join(repo.folder, 'worktrees', name, 'project');
    const commit = repo.head();
    const branch = `agents/${name}`;
    const sparse = cone === null ? {} : { sparse: { cone, fromFiles } };
    const gitDir = await git.addWorktree(repo.root, { path: worktree, branch, commit, ...sparse });
    const at: CheckoutRef = { worktree, gitDir, commonDir: path.join(repo.root, '.git') };
    const taskDir = path.join(repo.folder, 'tasks', name);
    fs.mkdirSync(taskDir, { recursive: true });
    const workspace: RepoWorkspace = {
      ...{ ...at, root: repo.root, branch, head: commit, headName: 'main', snapshot: commit, uncommitted: 0 },
    };
    const checkpoints = new WorktreeCheckpoints({ taskId: name as TaskId, taskDir, workspace });
    const snapshot = async () => git.treeOf(repo.root, await git.snapshot(at, { parent: commit, message: 'now' }));
    return { at, worktree, checkpoints, snapshot };
  }

  const userState = () => ({ ...repo.userState(), refs: repo.git('for-each-ref', 'refs/heads/main') });

  it('has the files of its folders and those right above them, and changes nothing of the repository', async () => {
    const before = userState();
    const { at, worktree } = await make(['a/deep', 'c']);
    const given = ['README.md', 'a/deep/two.txt', 'a/one.txt', 'c/six.txt'];
    assert.deepEqual(Object.keys(filesBelow(worktree, ['.git'])).sort(), given);
    assert.deepEqual(await git.coneOf(at), ['a/deep', 'c']);
    const missing = ['a/other/three.txt', 'b/deep/five.sh', 'b/four.txt'];
    assert.deepEqual(await notCheckedOut(new GitRepo(new GitProcess(), at)), missing);
    assert.equal(repo.gitIn(worktree, 'status', '--porcelain'), '');
    assert.equal(await git.checkOut(at, ['b/deep']), true);
    assert.equal(await git.checkOut(at, ['b/deep', 'c']), false);
    assert.deepEqual(Object.keys(filesBelow(worktree, ['.git'])).sort(), [
      ...given.slice(0, 3),
      ...['b/deep/five.sh', 'b/four.txt', 'c/six.txt'],
    ]);
    assert.equal(await git.checkOut(at, ['']), true);
    assert.deepEqual(filesBelow(worktree, ['.git']), filesBelow(repo.root, ['.git']));
    assert.equal(repo.gitIn(worktree, 'status', '--porcelain'), '');
    assert.deepEqual(userState(), before);
  });

  it('is made in large repositories only', async () => {
    const { at, worktree } = await make(['c'], 8);
    assert.equal(await git.coneOf(at), null);
    assert.deepEqual(filesBelow(worktree, ['.git']), filesBelow(repo.root, ['.git']));
  });

  it('replaces and removes nothing when more is checked out', async () => {
    const { at, worktree, checkpoints } = await make(['c']);
    repo.write({ 'b/four.txt': 'changed\n', 'b/new.txt': 'new\n' }, worktree);
    repo.write({ 'a/one.txt': '1\n' }, worktree);
    await git.checkOut(at, ['b']);
    fs.rmSync(path.join(worktree, 'b/deep/five.sh'));
    assert.equal(await git.checkOut(at, ['']), true);
    const { tree } = await checkpoints.take('now');
    assert.equal(fs.readFileSync(path.join(worktree, 'a/one.txt'), 'utf8'), '1\n');
    assert.deepEqual(repo.git('diff', '--name-status', repo.head(), tree).trim().split('\n'), [
      'D\tb/deep/five.sh',
      'M\tb/four.txt',
      'A\tb/new.txt',
    ]);
  });

  it('gets what a difference changes before the difference is put into it', async () => {
    const { at, worktree, checkpoints } = await make(['c']);
    const before = repo.head();
    repo.write({ 'b/four.txt': 'moved on\n', 'c/six.txt': 'six\n' });
    fs.rmSync(path.join(repo.root, 'a/one.txt'));
    repo.commit('second');
    await git.applyDifference(at, before, repo.head());
    const { tree } = await checkpoints.take('now');
    assert.equal(tree, repo.git('rev-parse', 'HEAD^{tree}').trim());
    assert.equal(fs.readFileSync(path.join(worktree, 'b/four.txt'), 'utf8'), 'moved on\n');
  });

  it('comes to the same trees as a full one, whatever is done in both', async () => {
    const places = [...Object.keys(files), 'a/new.txt', 'b/deep/new.txt', 'd/new.txt', 'new.txt'];
    const place = fc.constantFrom(...places);
    const deed = fc.oneof(
      fc.record({ kind: fc.constant('write' as const), place, text: fc.constantFrom('x\n', 'y\n', '1\n', '') }),
      fc.record({ kind: fc.constant('delete' as const), place }),
      fc.record({ kind: fc.constant('mode' as const), place }),
      fc.record({ kind: fc.constant('widen' as const), folder: fc.constantFrom('a', 'b', 'a/other', 'c', '') }),
      fc.record({ kind: fc.constant('keep' as const) }),
    );
    const cone = fc.constantFrom<Cone>(['a/deep'], ['b'], ['c'], ['d'], ['a', 'c']);
    await fc.assert(
      fc.asyncProperty(cone, fc.array(deed, { maxLength: 8 }), async (given, deeds) => {
        const [sparse, full] = [await make(given), await make(null)];
        for (const each of deeds) {
          if (each.kind === 'widen') {
            await git.checkOut(sparse.at, [each.folder]);
          } else if (each.kind === 'keep') {
            assert.equal((await sparse.checkpoints.take('k')).tree, (await full.checkpoints.take('k')).tree);
          } else {
            for (const { at } of [sparse, full]) {
              await act(at, each);
            }
          }
        }
        const trees = [(await sparse.checkpoints.take('end')).tree, await sparse.snapshot()];
        const wanted = (await full.checkpoints.take('end')).tree;
        assert.deepEqual(trees, [wanted, await full.snapshot()]);
        await git.checkOut(sparse.at, ['']);
        assert.deepEqual(filesBelow(sparse.worktree, ['.git']), filesBelow(full.worktree, ['.git']));
        assert.equal((await sparse.checkpoints.take('all')).tree, wanted);
      }),
      { numRuns: Number(process.env['SPARSE_RUNS'] ?? 6) },
    );

    /** A tool looks at what it changes first; a command may write anywhere. */
    async function act(at: CheckoutRef, each: { kind: string; place: string; text?: string }): Promise<void> {
      const file = path.join(at.worktree, each.place);
      if (each.kind === 'write') {
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, each.text ?? '');
        return;
      }
      await git.checkOut(at, [path.posix.dirname(each.place).replace(/^\.$/, 'a')]);
      if (fs.existsSync(file)) {
        (each.kind === 'delete' ? fs.rmSync : (name: string) => fs.chmodSync(name, 0o755))(file);
      }
    }
  });

  it('is described as git describes it', () => {
    for (const cone of [
      ['a'],
      ['a/deep', 'c'],
      ['a/deep', 'a/other', 'b'],
      ['a/b c/d-e.f', 'a-b', 'a.b/c', 'x/[slug]/*y'],
    ]) {
      execFileSync('git', ['-C', repo.root, 'sparse-checkout', 'set', '--cone', '--skip-checks', ...cone], {
        stdio: 'ignore',
      });
      const theirs = fs.readFileSync(path.join(repo.root, '.git/info/sparse-checkout'), 'utf8');
      assert.equal(conePatterns(cone), theirs);
    }
  });
});
