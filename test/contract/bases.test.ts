import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createGit } from '../../src/adapters/git/createGit';
import { DiskCarrier } from '../../src/adapters/carry/diskCarrier';
import { ClonedRepositories } from '../../src/app/worktrees/clonedRepositories';
import type { ObjectName, Task, TaskBase } from '../../src/protocol';
import { TaskBench } from '../fakes/taskBench';
import { filesBelow, TestRepo } from '../fakes/testRepo';

/** Remotes on this machine are refused otherwise. */
const git = createGit('git', 'local-too');
const never = new AbortController().signal;
const quiet = { signal: never, onProgress: () => undefined };

describe('What a task starts from', () => {
  let repo: TestRepo;
  let bench: TaskBench;
  const others: TestRepo[] = [];
  afterEach(() => {
    bench.dispose();
    others.splice(0).forEach((other) => other.dispose());
  });

  const fresh = (files: Readonly<Record<string, string>> = { 'a.txt': 'one\n', 'b.txt': 'b\n' }): void => {
    repo = TestRepo.with(files);
    bench = new TaskBench(repo, git);
  };
  const begin = async (base: TaskBase, more: Partial<Task> = {}): Promise<Task> => {
    const task = await bench.create({ base, ...more });
    await bench.prepare(task);
    return task;
  };
  const filesOf = (task: Task): Record<string, string> => filesBelow(bench.worktree(task), ['.git']);

  /** A remote with a pull request from a fork, whose commit is nowhere else. */
  const withPull = (ref: string, remoteName = 'origin'): ObjectName => {
    const remote = TestRepo.with({ 'a.txt': 'one\n', 'b.txt': 'b\n' }, 'remote');
    others.push(remote);
    remote.git('checkout', '-q', '-b', 'fork');
    remote.write({ 'pull.txt': 'from a fork\n' });
    const commit = remote.commit('a change from a fork');
    remote.git('update-ref', ref, commit);
    remote.git('tag', 'v9');
    remote.git('checkout', '-q', 'main');
    remote.git('branch', '-q', '-D', 'fork');
    repo.git('remote', 'add', remoteName, remote.root);
    return commit;
  };

  describe('a branch, tag or commit', () => {
    it('is checked out as it is; what is uncommitted stays in the checkout, and the task says so', async () => {
      fresh();
      repo.git('tag', 'v1');
      const tagged = repo.head();
      repo.write({ 'a.txt': 'two\n' });
      repo.commit('second');
      repo.write({ 'a.txt': 'uncommitted\n', 'new.txt': 'n\n' });
      const before = repo.userState();
      const task = await begin({ kind: 'ref', name: 'v1' });
      const { workspace } = bench.view(task).app;
      const { snapshot, head, headName, uncommitted } = workspace?.repos[0] ?? {};
      assert.deepEqual(
        { snapshot, head, headName, uncommitted },
        { snapshot: tagged, head: tagged, headName: 'v1', uncommitted: 0 },
      );
      assert.deepEqual(workspace?.carried, [
        { path: '2 uncommitted files', how: 'left', bytes: 0, reason: 'the task starts from v1' },
      ]);
      assert.deepEqual(Object.keys(filesOf(task)).sort(), ['a.txt', 'b.txt']);
      assert.equal(repo.gitIn(bench.worktree(task), 'show', 'HEAD:a.txt'), 'one\n');
      repo.git('update-ref', '-d', 'refs/heads/agents/do-it');
      assert.deepEqual(repo.userState(), before);
    });

    it('is found by a part of its name, and by the one remote that has it', async () => {
      fresh();
      const first = repo.head();
      repo.commit('second');
      const named = (name: string): Promise<ObjectName> => git.resolveBase(repo.root, name);
      assert.equal(await named(first.slice(0, 8)), first);
      assert.equal(await named('main~1'), first);
      repo.write({ 'a.txt': 'put aside\n' });
      repo.git('stash', 'push', '-q');
      assert.equal(await named('stash@{0}'), repo.git('rev-parse', 'refs/stash').trim());
      repo.git('update-ref', 'refs/remotes/origin/feature/x', first);
      assert.equal(await named('origin/feature/x'), first);
      assert.equal(await named('feature/x'), first);
      repo.git('update-ref', 'refs/remotes/fork/feature/x', first);
      await assert.rejects(named('feature/x'), { reason: 'no-commit' });
    });

    it('is refused where it names no commit', async () => {
      fresh();
      repo.git('tag', '-a', 'file', '-m', 'x', 'HEAD:a.txt');
      for (const name of ['no-such', 'file']) {
        await assert.rejects(git.resolveBase(repo.root, name), { reason: 'no-commit' }, name);
      }
      const task = await bench.create({ base: { kind: 'ref', name: 'no-such' } });
      await assert.rejects(bench.prepare(task), { reason: 'no-commit' });
      assert.equal(existsSync(bench.journal.worktreeDir(task.id, 'do-it')), false);
    });

    it('is listed, the newest first, with what its commit says', async () => {
      fresh();
      repo.git('tag', 'v1');
      repo.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
      repo.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
      const listed = await git.listBases(repo.root, 10);
      assert.deepEqual(
        listed.sort((one, other) => one.kind.localeCompare(other.kind)),
        [
          { kind: 'branch', name: 'main', subject: 'first' },
          { kind: 'remote', name: 'origin/main', subject: 'first' },
          { kind: 'tag', name: 'v1', subject: 'first' },
        ],
      );
      assert.equal((await git.listBases(repo.root, 1)).length, 1);
    });

    it('is what the result is compared and merged with, on a checkout that is elsewhere by now', async () => {
      fresh({ 'a.txt': '1\n2\n3\n4\n5\n6\n7\n8\n', 'old.txt': 'old\n' });
      repo.git('tag', 'v1');
      repo.write({ 'a.txt': '1\n2\n3\n4\n5\n6\n7\neight\n', 'later.txt': 'later\n' });
      repo.remove('old.txt');
      repo.commit('since then');
      repo.write({ 'mine.txt': 'uncommitted\n' });
      const work = (worktree: string): void => repo.write({ 'a.txt': 'one\n2\n3\n4\n5\n6\n7\n8\n' }, worktree);
      const task = await bench.completed(work, { base: { kind: 'ref', name: 'v1' } });
      const reviews = bench.reviews();
      assert.deepEqual((await reviews.changeSet(bench.view(task))).repos[0].files, [
        { path: 'a.txt', status: 'modified', added: 1, removed: 1 },
      ]);
      const before = repo.userState();
      await reviews.apply(bench.view(task));
      assert.equal(repo.read('a.txt'), 'one\n2\n3\n4\n5\n6\n7\neight\n');
      assert.deepEqual(readdirSync(repo.root).sort(), ['.git', 'a.txt', 'later.txt', 'mine.txt']);
      await reviews.undo(bench.view(task));
      assert.deepEqual(repo.userState()['files'], before['files']);
    });
  });

  describe('a pull request', () => {
    it('is fetched by its ref, also of a fork, and nothing else with it', async () => {
      fresh();
      const commit = withPull('refs/pull/7/head');
      const task = await begin({ kind: 'pull', number: 7 });
      const { snapshot, headName } = bench.view(task).app.workspace?.repos[0] ?? {};
      assert.deepEqual({ snapshot, headName }, { snapshot: commit, headName: '#7' });
      assert.ok(Object.keys(filesOf(task)).includes('pull.txt'));
      const refs = repo.git('for-each-ref', '--format=%(refname)').trim().split('\n');
      assert.deepEqual(refs, [
        `refs/background-agents/snapshots/${task.id}`,
        'refs/heads/agents/do-it',
        'refs/heads/main',
      ]);
      assert.equal(existsSync(join(repo.root, '.git/FETCH_HEAD')), false);
      await bench.workspaces().discard(bench.view(task));
      const left = repo.git('for-each-ref', '--format=%(refname)').trim().split('\n');
      assert.deepEqual(left, [`refs/background-agents/salvage/${task.id}`, 'refs/heads/main']);
    });

    it('has the form of GitLab too, and comes from upstream before origin, or from where it is said', async () => {
      fresh();
      withPull('refs/pull/1/head', 'origin');
      const upstream = withPull('refs/merge-requests/2/head', 'upstream');
      const into = 'refs/background-agents/snapshots/T1';
      assert.equal(await git.fetchPull(repo.root, { number: 2, into }, quiet), upstream);
      await assert.rejects(git.fetchPull(repo.root, { number: 1, into }, quiet), {
        reason: 'not-fetched',
        message: 'There is no pull request #1 at upstream.',
      });
      assert.match(await git.fetchPull(repo.root, { number: 1, remote: 'origin', into }, quiet), /^[0-9a-f]{40}$/);
      await assert.rejects(git.fetchPull(repo.root, { number: 1, remote: '--upload-pack=x', into }, quiet), {
        reason: 'no-remote',
      });
    });

    it('G05: runs nothing that the repository configures', async () => {
      fresh();
      withPull('refs/pull/7/head');
      const marker = join(repo.folder, 'ran');
      const program = join(repo.folder, 'program.sh');
      writeFileSync(program, `#!/bin/sh\necho "$@" >> '${marker}'\nexit 1\n`, { mode: 0o755 });
      for (const hook of ['reference-transaction', 'post-merge', 'post-checkout']) {
        writeFileSync(join(repo.root, '.git/hooks', hook), `#!/bin/sh\n${program}\n`, { mode: 0o755 });
      }
      repo.git('config', 'remote.origin.uploadpack', program);
      repo.git('config', 'core.sshCommand', program);
      repo.git('config', 'credential.helper', `!${program}`);
      repo.git('config', 'core.askPass', program);
      repo.git('config', 'core.gitProxy', program);
      repo.git('config', 'fetch.recurseSubmodules', 'true');
      await begin({ kind: 'pull', number: 7 });
      repo.git('config', 'remote.evil.url', `ext::${program}`);
      const into = 'refs/background-agents/snapshots/T1';
      const strict = createGit();
      const asked = (remote: string) => strict.fetchPull(repo.root, { number: 1, remote, into }, quiet);
      await assert.rejects(asked('evil'), { reason: 'no-remote' });
      await assert.rejects(asked('origin'), { reason: 'no-remote' });
      assert.equal(existsSync(marker), false);
    });

    it('is given up when the task is stopped', async () => {
      fresh();
      withPull('refs/pull/7/head');
      const stop = new AbortController();
      stop.abort(new Error('stopped'));
      const task = await bench.create({ base: { kind: 'pull', number: 7 } });
      await assert.rejects(bench.prepare(task, stop.signal), { message: 'stopped' });
      assert.equal(repo.git('worktree', 'list').trim().split('\n').length, 1);
    });
  });

  describe('the result of another agent', () => {
    it('is what it has come to, and only what is changed after that is this one’s', async () => {
      fresh();
      repo.write({ 'b.txt': 'uncommitted\n' });
      const first = await bench.completed((worktree) => repo.write({ 'first.txt': '1\n' }, worktree));
      const work = (worktree: string): void => repo.write({ 'second.txt': '2\n' }, worktree);
      const second = await bench.completed(work, { base: { kind: 'task', taskId: first.id }, slug: 'second' });
      assert.deepEqual(Object.keys(filesOf(second)).sort(), ['a.txt', 'b.txt', 'first.txt', 'second.txt']);
      const { files } = (await bench.reviews().changeSet(bench.view(second))).repos[0];
      assert.deepEqual(files, [{ path: 'second.txt', status: 'added', added: 1, removed: 0 }]);
      await bench.reviews().apply(bench.view(second));
      assert.equal(existsSync(join(repo.root, 'first.txt')), false);
      await bench.reviews().apply(bench.view(first));
      assert.deepEqual(readdirSync(repo.root).sort(), ['.git', 'a.txt', 'b.txt', 'first.txt', 'second.txt']);
    });

    it('has to be there', async () => {
      fresh();
      const first = await bench.create();
      await bench.prepare(first);
      const task = await bench.create({ base: { kind: 'task', taskId: first.id }, slug: 'second' });
      await assert.rejects(bench.prepare(task), { reason: 'no-changes' });
    });
  });

  describe('a repository by its address', () => {
    let remote: TestRepo;
    let clones: ClonedRepositories;
    const steps: string[] = [];
    const options = { signal: never, onStep: (step: string): unknown => steps.push(step) };
    beforeEach(() => {
      fresh();
      remote = TestRepo.with({ 'a.txt': 'one\n' }, 'shop.git');
      others.push(remote);
      steps.length = 0;
      clones = new ClonedRepositories({ git, carrier: new DiskCarrier(), files: bench.journal });
    });

    const address = (): string => `file://${remote.root}`;

    it('is cloned once, fetched for the next task, and told in numbers', async () => {
      const root = await clones.open(address(), options);
      assert.equal(dirname(dirname(root)), bench.journal.clonesDir);
      assert.deepEqual(filesBelow(root, ['.git']), filesBelow(remote.root, ['.git']));
      assert.equal(existsSync(join(root, '.git/hooks')), false);
      assert.ok(
        steps.some((step) => step.endsWith(': receiving objects, 100 %')),
        steps.join('\n'),
      );
      remote.write({ 'a.txt': 'two\n' });
      remote.commit('second');
      assert.equal(await clones.open(address(), options), root);
      assert.equal(repo.gitIn(root, 'show', 'HEAD:a.txt'), 'two\n');
      writeFileSync(join(root, 'a.txt'), 'changed there\n');
      remote.write({ 'a.txt': 'three\n' });
      remote.commit('third');
      await clones.open(address(), options);
      assert.equal(repo.gitIn(root, 'show', 'origin/main:a.txt'), 'three\n');
      assert.equal(repo.gitIn(root, 'status', '--porcelain').trim(), 'M a.txt');
      const task = await bench.create({
        repos: [{ root, url: address() }],
        base: { kind: 'ref', name: 'origin/main' },
      });
      await bench.prepare(task);
      assert.equal(repo.gitIn(bench.worktree(task), 'show', 'HEAD:a.txt'), 'three\n');
    });

    it('begins again where it was interrupted, and leaves nothing of what was given up', async () => {
      const root = await clones.open(address(), options);
      rmSync(join(root, '..'), { recursive: true });
      mkdirSync(`${root}.cloning/objects`, { recursive: true });
      const stopped = { ...options, signal: AbortSignal.abort(new Error('stopped')) };
      await assert.rejects(clones.open(address(), stopped), { message: 'stopped' });
      assert.equal(existsSync(root), false);
      await clones.open(address(), options);
      assert.deepEqual(readdirSync(dirname(root)).sort(), ['background-agents', 'shop']);
    });
  });
});
