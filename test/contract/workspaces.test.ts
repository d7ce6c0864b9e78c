import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import type { Task } from '../../src/protocol';
import { Crash, crashStep } from '../fakes/crash';
import { TaskBench } from '../fakes/taskBench';
import { filesBelow, TestRepo } from '../fakes/testRepo';

/** For what is done many times over. */
const slowMs = 120_000;

describe('Workspaces', () => {
  let bench: TaskBench;
  let repo: TestRepo;
  const fresh = (files: Readonly<Record<string, string>> = { 'a.txt': 'one\n', 'dir/b.txt': 'b\n' }): TaskBench => {
    repo = TestRepo.with(files);
    bench = new TaskBench(repo);
    return bench;
  };
  afterEach(() => bench.dispose());

  const ourRefs = (): string[] => repo.git('for-each-ref', '--format=%(refname)').trim().split('\n').filter(isOurs);
  const isOurs = (ref: string): boolean => ref.includes('agents');
  const discard = (task: Task): Promise<void> => bench.workspaces().discard(bench.view(task));
  const restore = (task: Task): Promise<void> => bench.workspaces().restore(bench.view(task));

  describe('prepare', () => {
    it('makes a worktree on a branch of what the user sees and leaves everything of theirs alone', async () => {
      fresh();
      repo.write({ 'a.txt': 'edited\n', 'new.txt': 'n\n' });
      repo.git('add', 'new.txt');
      const before = repo.userState();
      const task = await bench.create();
      const workspace = await bench.prepare(task);
      const { worktree, snapshot, gitDir } = workspace;
      assert.deepEqual(workspace, {
        root: repo.root,
        commonDir: join(repo.root, '.git'),
        worktree: join(bench.journal.worktreeDir(task.id, 'do-it'), 'project'),
        gitDir,
        branch: 'agents/do-it',
        head: repo.head(),
        headName: 'main',
        snapshot,
        uncommitted: 2,
      });
      assert.deepEqual(filesBelow(worktree, ['.git']), before['files']);
      assert.deepEqual(ourRefs(), [`refs/background-agents/snapshots/${task.id}`, 'refs/heads/agents/do-it']);
      repo.git('update-ref', '-d', 'refs/heads/agents/do-it');
      assert.deepEqual(repo.userState(), before);
    });

    it('numbers the branch when the name is taken, and stays out of the way of a branch named agents', async () => {
      fresh();
      repo.git('branch', 'agents/do-it');
      repo.git('branch', 'agents/do-it-2/below');
      assert.equal((await bench.prepare(await bench.create())).branch, 'agents/do-it-3');
      bench.dispose();
      fresh();
      repo.git('branch', 'agents');
      repo.git('branch', 'agents-do-it');
      assert.equal((await bench.prepare(await bench.create())).branch, 'agents-do-it-2');
    });

    it('prepares many tasks of the same name at once', async () => {
      fresh();
      const tasks = await Promise.all(Array.from({ length: 6 }, () => bench.create()));
      const made = await Promise.all(tasks.map((task) => bench.prepare(task)));
      const expected = ['agents/do-it', ...[2, 3, 4, 5, 6].map((number) => `agents/do-it-${number}`)];
      assert.deepEqual(made.map(({ branch }) => branch).sort(), expected);
      assert.equal(new Set(made.map(({ worktree }) => worktree)).size, 6);
    });

    it('works without a commit, on a detached HEAD, and in the middle of a rebase', async () => {
      bench = new TaskBench((repo = new TestRepo('no commit yet')));
      repo.write({ 'a.txt': 'a\n' });
      const unborn = await bench.prepare(await bench.create());
      assert.deepEqual([unborn.head, unborn.headName, unborn.uncommitted], [null, 'main', 1]);
      assert.equal(readFileSync(join(unborn.worktree, 'a.txt'), 'utf8'), 'a\n');
      bench.dispose();

      fresh();
      repo.write({ 'a.txt': 'two\n' });
      repo.commit('two');
      repo.git('checkout', '-q', '--detach', 'HEAD~1');
      repo.write({ 'a.txt': 'three\n' });
      repo.commit('three');
      assert.throws(() => repo.git('rebase', 'main'));
      const before = repo.userState();
      const rebasing = await bench.prepare(await bench.create());
      assert.equal(rebasing.headName, repo.head().slice(0, 7));
      assert.match(readFileSync(join(rebasing.worktree, 'a.txt'), 'utf8'), /<<<<<<</);
      repo.git('update-ref', '-d', 'refs/heads/agents/do-it');
      assert.deepEqual(repo.userState(), before);
    });

    it('works in the checkout itself when the task is to', async () => {
      fresh();
      repo.write({ 'a.txt': 'edited\n' });
      const before = repo.userState();
      const task = await bench.create({ place: 'here' });
      const workspace = await bench.prepare(task);
      assert.deepEqual([workspace.worktree, workspace.branch, workspace.uncommitted], [repo.root, null, 1]);
      assert.equal(repo.git('show', `${workspace.snapshot}:a.txt`), 'edited\n');
      assert.deepEqual(repo.userState(), before);
      await assert.rejects(discard(task), { domain: 'task', reason: 'here-not-landed' });
    });

    it('carries ignored files, with progress, and lists what it carried and left', async () => {
      fresh({ 'a.txt': '', '.gitignore': 'node_modules/\n.env*\ndist/\n*.pem\nclones/\n' });
      repo.write({
        'node_modules/x/index.js': 'x'.repeat(2_000_000),
        'packages/p/node_modules/y.js': 'y',
        '.env.local': 'A=1',
        'dist/out.js': '',
        'server.pem': '',
        'clones/.git/HEAD': 'ref',
      });
      repo.git('init', '-q', 'untracked-clone');
      const task = await bench.create();
      const { worktree } = await bench.prepare(task);
      assert.deepEqual(bench.view(task).app.workspace?.carried, [
        { path: '.env.local', how: 'copied', bytes: 3, why: 'environment file, for your user only (mode 0600)' },
        { path: 'node_modules/', how: 'copied', bytes: 2_000_000, why: 'dependencies', later: true },
        { path: 'packages/p/node_modules/', how: 'copied', bytes: 1, why: 'dependencies', later: true },
        { path: 'untracked-clone/', how: 'left', bytes: 0, reason: 'a repository of its own' },
        { path: 'clones/', how: 'left', bytes: 0, reason: 'a repository of its own' },
        { path: 'dist/', how: 'left', bytes: 0, reason: 'build output' },
        { path: 'server.pem', how: 'left', bytes: 0, reason: 'a key, certificate or credentials' },
      ]);
      assert.deepEqual(Object.keys(filesBelow(join(worktree, 'node_modules'))), ['x/index.js']);
      assert.equal(repo.gitIn(worktree, 'status', '--porcelain'), '');
      assert.deepEqual(bench.steps.slice(0, 3), [
        'Taking a snapshot of your files',
        'Making a worktree',
        'Looking at ignored files',
      ]);
      assert.match(bench.steps[3] ?? '', /^Copying .* \(\d+ of 0 MB\)$/);
    });

    it('leaves nothing behind when it is aborted or fails, and can be called again', async () => {
      fresh({ '.gitignore': 'local/', 'a.txt': '' });
      repo.write(Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`local/${index}.js`, 'x'])));
      const task = await bench.create();
      const abort = new AbortController();
      const reason = new Error('stopped');
      const prepared = bench.workspaces().prepare(task, {
        signal: abort.signal,
        onStep: (step) => (step.startsWith('Copying') ? abort.abort(reason) : undefined),
      });
      await assert.rejects(prepared, reason);
      assert.equal(existsSync(bench.journal.worktreeDir(task.id, 'do-it')), false);
      assert.equal(repo.git('branch', '--list', 'agents/*'), '');
      assert.equal((await bench.prepare(task)).branch, 'agents/do-it');
    });

    it('is the same after a crash at any moment', async function () {
      this.timeout(slowMs);
      for (let before = 1; ; before += crashStep(5)) {
        fresh({ '.gitignore': '.env', 'a.txt': '' });
        repo.write({ '.env': 'A=1' });
        const task = await bench.create();
        const crash = new Crash(before);
        const around = <T extends object>(part: T): T => crash.around(part);
        const options = { signal: new AbortController().signal, onStep: () => undefined };
        const end = await crash.run(bench.workspaces(around).prepare(task, options));
        if (end === 'done') {
          assert.ok(before > 10);
          break;
        }
        const { branch, worktree } = await bench.prepare(task);
        assert.equal(branch, 'agents/do-it');
        assert.equal(readFileSync(join(worktree, '.env'), 'utf8'), 'A=1');
        assert.equal(repo.git('worktree', 'list').trim().split('\n').length, 2);
        assert.equal(repo.git('branch', '--list', 'agents*').trim().split('\n').length, 1);
        bench.dispose();
      }
    });
  });

  describe('discard and restore', () => {
    it('takes everything away but the salvage, and brings back files, branch and ignored files', async () => {
      fresh({ 'a.txt': 'one\n', '.gitignore': '.env\n', run: 'r' });
      repo.write({ '.env': 'A=1' });
      const before = repo.userState();
      const task = await bench.completed((worktree) => {
        repo.write(
          { 'a.txt': 'done\n', 'untracked "q"\n.txt': 'u\n', 'bin.dat': new Uint8Array([0, 159, 146]) },
          worktree,
        );
        repo.chmod(`../worktrees/do-it-9g0000/project/run`, 0o755);
        repo.link('link', '/nowhere', worktree);
        repo.gitIn(worktree, 'add', 'a.txt');
        repo.gitIn(worktree, 'commit', '-q', '-m', 'by the agent');
      });
      const worktree = bench.worktree(task);
      const files = filesBelow(worktree, ['.git']);
      const tip = repo.git('rev-parse', 'agents/do-it');
      await discard(task);
      assert.equal(existsSync(dirname(worktree)), false);
      assert.deepEqual(ourRefs(), [`refs/background-agents/salvage/${task.id}`]);
      assert.deepEqual(repo.userState(), before);
      assert.deepEqual(bench.entryTypes(task), ['created', 'prepared', 'discard.intent', 'discarded']);
      await discard(task);

      repo.git('reflog', 'expire', '--expire=now', '--all');
      repo.git('gc', '-q', '--prune=now');
      await restore(task);
      assert.equal(bench.worktree(task), worktree);
      assert.deepEqual(filesBelow(worktree, ['.git']), files);
      assert.equal(repo.git('rev-parse', 'agents/do-it'), tip);
      assert.deepEqual(ourRefs(), [
        `refs/background-agents/checkpoints/${task.id}`,
        `refs/background-agents/snapshots/${task.id}`,
        'refs/heads/agents/do-it',
      ]);
      const { app } = bench.view(task);
      assert.deepEqual(app.landing, { kind: 'none' });
      assert.deepEqual((await bench.reviews().changeSet(bench.view(task))).repos[0].files.length, 5);
      await assert.rejects(restore(task), { reason: 'not-possible-now' });
    });

    it('brings back any files byte for byte', async function () {
      this.timeout(slowMs);
      const name = fc.constantFrom('a', 'b.txt', 'dir/c', 'dir/d e', 'dir/deep/é\n"q"', '-x', '.hidden', 'run');
      const text = fc.constantFrom('', 'x', 'lf\n', 'cr lf\r\n', 'mixed\r\nand\n', 'cr\r', '\r\n\r\n');
      const content = fc.oneof(fc.uint8Array({ maxLength: 50 }), text);
      const operation = fc.oneof(
        fc.record({ kind: fc.constant('write' as const), name, content }),
        fc.record({ kind: fc.constant('remove' as const), name }),
        fc.record({ kind: fc.constant('link' as const), name }),
        fc.record({ kind: fc.constant('run' as const), name, content }),
        fc.record({ kind: fc.constant('commit' as const), name }),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(operation, { maxLength: 12 }), async (operations) => {
          fresh({ a: 'a', 'dir/c': 'c\n', run: 'r', '.gitattributes': '* text=auto\nrun text eol=lf\n' });
          const task = await bench.create();
          const { worktree } = await bench.prepare(task);
          for (const each of operations) {
            perform(each, worktree);
          }
          const files = filesBelow(worktree, ['.git']);
          await discard(task);
          await restore(task);
          assert.deepEqual(filesBelow(worktree, ['.git']), files);
          bench.dispose();
        }),
        { numRuns: 12 },
      );
      fresh();
    });

    const perform = (
      operation: { kind: string; name: string; content?: Uint8Array | string },
      worktree: string,
    ): void => {
      const path = join(worktree, operation.name);
      if (operation.kind === 'commit') {
        repo.gitIn(worktree, 'add', '-A');
        repo.gitIn(worktree, 'commit', '-q', '--allow-empty', '-m', 'agent');
        return;
      }
      rmSync(path, { force: true, recursive: true });
      if (operation.kind === 'link') {
        repo.link(operation.name, 'some/where', worktree);
      } else if (operation.kind !== 'remove') {
        repo.write({ [operation.name]: operation.content ?? '' }, worktree);
      }
    };

    it('is finished, or not begun, after a crash at any moment', async function () {
      this.timeout(slowMs);
      for (let before = 1; ; before += crashStep(5)) {
        fresh();
        const task = await bench.completed((worktree) => repo.write({ 'new.txt': 'n\n' }, worktree));
        const files = filesBelow(bench.worktree(task), ['.git']);
        const crash = new Crash(before);
        const end = await crash.run(bench.workspaces((part) => crash.around(part)).discard(bench.view(task)));
        if (end === 'crashed') {
          assert.notEqual(bench.view(task).app.landing.kind, 'discarded');
          await (bench.view(task).app.landing.kind === 'discarding'
            ? bench.reviews().recover(bench.view(task))
            : discard(task));
        }
        assert.deepEqual(ourRefs(), [`refs/background-agents/salvage/${task.id}`]);
        assert.equal(repo.git('worktree', 'list').trim().split('\n').length, 1);
        await restore(task);
        assert.deepEqual(filesBelow(bench.worktree(task), ['.git']), files);
        bench.dispose();
        if (end === 'done') {
          assert.ok(before > 10);
          break;
        }
      }
      fresh();
    });

    it('can be restored again after a crash of restoring at any moment', async function () {
      this.timeout(slowMs);
      for (let before = 1; ; before += crashStep(5)) {
        fresh();
        const task = await bench.completed((worktree) => repo.write({ 'new.txt': 'n\n' }, worktree));
        const files = filesBelow(bench.worktree(task), ['.git']);
        await discard(task);
        const crash = new Crash(before);
        const end = await crash.run(bench.workspaces((part) => crash.around(part)).restore(bench.view(task)));
        if (bench.view(task).app.landing.kind === 'discarded') {
          await restore(task);
        }
        assert.deepEqual(filesBelow(bench.worktree(task), ['.git']), files);
        assert.equal(bench.view(task).app.workspace?.repos[0].branch, 'agents/do-it');
        bench.dispose();
        if (end === 'done') {
          assert.ok(before > 10);
          break;
        }
      }
      fresh();
    });

    it('discards and restores a task that had not begun', async () => {
      fresh();
      const task = await bench.create();
      await discard(task);
      assert.deepEqual(bench.view(task).app.landing, {
        kind: 'discarded',
        salvage: null,
        at: '2026-01-01T00:00:00.000Z',
        expired: false,
      });
      await restore(task);
      assert.equal(readFileSync(join(bench.worktree(task), 'a.txt'), 'utf8'), 'one\n');
    });

    it('keeps the last checkpoint when the worktree is gone, and the files when only git data of it is gone', async () => {
      fresh();
      const task = await bench.completed((worktree) => repo.write({ 'new.txt': 'n\n' }, worktree));
      rmSync(bench.worktree(task), { recursive: true });
      await discard(task);
      await restore(task);
      assert.equal(readFileSync(join(bench.worktree(task), 'new.txt'), 'utf8'), 'n\n');

      repo.write({ 'later.txt': 'l\n' }, bench.worktree(task));
      rmSync(join(repo.root, '.git/worktrees'), { recursive: true });
      await discard(task);
      await restore(task);
      assert.deepEqual(readdirSync(bench.worktree(task)).sort(), ['.git', 'a.txt', 'dir', 'later.txt', 'new.txt']);
    });

    it('refuses to discard files it cannot keep, because their repository is gone', async () => {
      fresh();
      const task = await bench.completed((worktree) => repo.write({ 'new.txt': 'n\n' }, worktree));
      rmSync(repo.root, { recursive: true });
      await assert.rejects(discard(task), { domain: 'git', reason: 'not-a-repository' });
      rmSync(bench.worktree(task), { recursive: true });
      await discard(task);
      assert.equal(bench.view(task).app.landing.kind, 'discarded');
    });

    it('forgets a salvage after 30 days, and says so when it is asked for', async () => {
      fresh();
      const task = await bench.completed((worktree) => repo.write({ 'new.txt': 'n\n' }, worktree));
      await discard(task);
      const expire = (now: string, since = '2025-01-01T00:00:00.000Z'): Promise<void> =>
        bench.workspaces().expireSalvage({ sinceMs: Date.parse(since), nowMs: Date.parse(now) });
      await expire('2026-01-31T00:00:00.000Z');
      await expire('2036-01-01T00:00:00.000Z', '2035-12-31T00:00:00.000Z');
      assert.equal(ourRefs().length, 1);
      await expire('2026-01-31T00:00:01.000Z');
      await expire('2026-03-01T00:00:01.000Z');
      assert.deepEqual(ourRefs(), []);
      assert.deepEqual(bench.entryTypes(task).slice(-2), ['discarded', 'salvage.expired']);
      await assert.rejects(restore(task), { reason: 'not-possible-now' });
    });
  });

  describe('commitResult', () => {
    it('commits the result to the branch in the name of the user, once', async () => {
      fresh();
      repo.git('config', 'user.name', 'A Person');
      repo.git('config', 'user.email', 'person@example.com');
      const task = await bench.completed((worktree) => repo.write({ 'new.txt': 'n\n' }, worktree));
      await bench.workspaces().commitResult(bench.view(task));
      await bench.workspaces().commitResult(bench.view(task));
      const shown = repo.git('log', '--format=%an <%ae>%n%s%n%b', '--name-only', `${repo.head()}..agents/do-it`);
      assert.equal(shown, 'A Person <person@example.com>\nDo it\nDo it well.\n\n\nnew.txt\n');
      assert.equal(repo.gitIn(bench.worktree(task), 'status', '--porcelain'), '');
    });

    it('leaves the branch of a failed task where it is', async () => {
      fresh();
      const task = await bench.completed((worktree) => repo.write({ 'new.txt': 'n\n' }, worktree));
      bench.journal.record(task.id, { type: 'finished', outcome: { kind: 'stopped' } });
      await bench.workspaces().commitResult(bench.view(task));
      assert.equal(repo.git('rev-parse', 'agents/do-it').trim(), repo.head());
    });
  });
});
