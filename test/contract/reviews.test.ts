import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import type { GitError } from '../../src/core/errors';
import type { Task } from '../../src/protocol';
import { TaskBench } from '../fakes/taskBench';
import { filesBelow, TestRepo } from '../fakes/testRepo';

/** For what is done many times over. */
const slowMs = 120_000;

describe('Reviews', () => {
  let bench: TaskBench;
  let repo: TestRepo;
  const fresh = (files: Readonly<Record<string, string>> = base): void => {
    repo = TestRepo.with(files);
    bench = new TaskBench(repo);
  };
  beforeEach(() => fresh());
  afterEach(() => bench.dispose());

  const lines = (...each: string[]): string => each.map((line) => `${line}\n`).join('');
  const base = { 'a.txt': lines('1', '2', '3', '4', '5', '6', '7', '8', '9'), 'b.txt': 'b\n', 'old.txt': 'old\n' };
  const work = (worktree: string): void => {
    repo.write({ 'a.txt': base['a.txt'].replace('2\n', 'two\n'), 'new/n.txt': 'n\n' }, worktree);
    repo.remove('old.txt', worktree);
  };
  const apply = (task: Task): Promise<void> => bench.reviews().apply(bench.view(task));
  const undo = (task: Task): Promise<void> => bench.reviews().undo(bench.view(task));
  const landing = (task: Task): string => bench.view(task).app.landing.kind;

  describe('changeSet', () => {
    it('shows what the task changed since the snapshot, as frozen documents and as a patch', async () => {
      repo.write({ 'mine.txt': 'uncommitted\n' });
      const task = await bench.completed(work);
      const view = bench.view(task);
      const { repos } = await bench.reviews().changeSet(view);
      assert.deepEqual(repos[0].files, [
        { path: 'a.txt', status: 'modified', added: 1, removed: 1 },
        { path: 'new/n.txt', status: 'added', added: 1, removed: 0 },
        { path: 'old.txt', status: 'deleted', added: 0, removed: 1 },
      ]);
      repo.write({ 'a.txt': 'edited in the worktree after the end\n' }, bench.worktree(task));
      const show = async (side: 'base' | 'head', path: string) => {
        const bytes = await bench.reviews().document(await bench.reviews().changeSet(view), side, path);
        return bytes === null ? null : String(bytes);
      };
      assert.deepEqual(
        [await show('base', 'new/n.txt'), await show('head', 'new/n.txt'), await show('base', 'old.txt')],
        [null, 'n\n', 'old\n'],
      );
      assert.match(String(await show('head', 'a.txt')), /two/);
      assert.equal(await show('head', '../../../etc/passwd'), null);
      assert.match(await bench.reviews().patch(view), /^-2\n\+two$/m);
    });

    it('is of the checked tree when the task is verified, and of the newest checkpoint otherwise', async () => {
      const task = await bench.completed(work);
      const tree = (await bench.reviews().changeSet(bench.view(task))).repos[0].head;
      repo.write({ 'later.txt': 'l\n' }, bench.worktree(task));
      await bench.checkpoint(task);
      const receipt = { command: 'true', exitCode: 0, durationMs: 1, tree, sandboxed: false };
      bench.journal.record(task.id, { type: 'finished', outcome: { kind: 'verified', receipt } });
      assert.equal((await bench.reviews().changeSet(bench.view(task))).repos[0].head, tree);
      bench.journal.record(task.id, { type: 'user.message', text: 'go on', source: 'user' });
      const paths = (await bench.reviews().changeSet(bench.view(task))).repos[0].files.map(({ path }) => path);
      assert.deepEqual(paths, ['a.txt', 'later.txt', 'new/n.txt', 'old.txt']);
    });

    it('is empty before the first checkpoint and refused before there is a worktree', async () => {
      const task = await bench.create();
      await assert.rejects(bench.reviews().changeSet(bench.view(task)), { domain: 'task', reason: 'no-changes' });
      await bench.prepare(task);
      assert.deepEqual((await bench.reviews().changeSet(bench.view(task))).repos[0].files, []);
    });
  });

  describe('plan', () => {
    it('says what Apply will do and touches nothing', async () => {
      const task = await bench.completed((worktree) => {
        work(worktree);
        repo.write({ '.vscode/tasks.json': '{}', tool: '#!' }, worktree);
        repo.link('link', 'a.txt', worktree);
        execFileSync('chmod', ['+x', join(worktree, 'tool')]);
      });
      repo.write({ 'mine.txt': 'm\n', 'new/n.txt': 'n\n' });
      const before = repo.userState();
      const plan = await bench.reviews().plan(bench.view(task));
      assert.deepEqual(repo.userState(), before);
      assert.deepEqual(plan, {
        root: repo.root,
        branchName: 'main',
        uncommitted: 2,
        files: [
          { path: '.vscode/tasks.json', status: 'added', added: 1, removed: 0 },
          { path: 'a.txt', status: 'modified', added: 1, removed: 1 },
          { path: 'link', status: 'added', added: 1, removed: 0 },
          { path: 'old.txt', status: 'deleted', added: 0, removed: 1 },
          { path: 'tool', status: 'added', added: 1, removed: 0 },
        ],
        flagged: [
          { path: '.vscode/tasks.json', why: 'is obeyed by editors or tools when the folder is opened' },
          { path: 'link', why: 'becomes a symbolic link' },
          { path: 'tool', why: 'becomes executable' },
        ],
        conflicts: [],
      });
    });

    it('names conflicts', async () => {
      const task = await bench.completed(work);
      repo.write({ 'a.txt': base['a.txt'].replace('2\n', 'zwei\n') });
      assert.deepEqual((await bench.reviews().plan(bench.view(task))).conflicts, ['a.txt']);
    });
  });

  describe('apply and undo', () => {
    it('puts the change beside the edits of the user, keeps the index, and takes out only the change again', async () => {
      repo.write({ 'carried.txt': 'carried\n', 'carried too.txt': 'c\n' });
      const task = await bench.completed(work);
      repo.remove('carried.txt');
      repo.write({ 'a.txt': base['a.txt'].replace('8\n', 'acht\n'), 'staged.txt': 's\n', 'b.txt': 'user\n' });
      repo.git('add', 'staged.txt', 'a.txt');
      const before = repo.userState();
      await apply(task);
      assert.equal(repo.read('a.txt'), base['a.txt'].replace('8\n', 'acht\n').replace('2\n', 'two\n'));
      const files = ['a.txt', 'b.txt', 'carried too.txt', 'new/n.txt', 'staged.txt'];
      assert.deepEqual(Object.keys(filesBelow(repo.root, ['.git'])), files);
      const { index, refs, stash } = repo.userState();
      assert.deepEqual({ index, stash }, { index: before['index'], stash: before['stash'] });
      assert.equal(refs, before['refs']);
      assert.equal(landing(task), 'applied');
      await assert.rejects(apply(task), { reason: 'not-possible-now' });

      repo.write({ 'after.txt': 'later\n', 'a.txt': repo.read('a.txt').replace('5\n', 'five\n') });
      await undo(task);
      assert.equal(repo.read('a.txt'), base['a.txt'].replace('8\n', 'acht\n').replace('5\n', 'five\n'));
      repo.remove('after.txt');
      repo.write({ 'a.txt': base['a.txt'].replace('8\n', 'acht\n') });
      assert.deepEqual(repo.userState()['files'], before['files']);
      assert.equal(landing(task), 'none');
      await assert.rejects(undo(task), { reason: 'not-possible-now' });
      await apply(task);
      assert.equal(landing(task), 'applied');
    });

    it('refuses a conflict, names the files and touches nothing', async () => {
      const task = await bench.completed(work);
      repo.write({ 'a.txt': base['a.txt'].replace('2\n', 'zwei\n'), 'old.txt': 'edited\n' });
      const before = repo.userState();
      await assert.rejects(apply(task), (error: GitError) => {
        assert.deepEqual([error.domain, error.reason], ['git', 'conflict']);
        assert.match(error.message, /a\.txt, old\.txt/);
        return true;
      });
      assert.deepEqual(repo.userState(), before);
      assert.deepEqual(bench.entryTypes(task), ['created', 'prepared']);
    });

    it('refuses to undo where the user went on editing, and touches nothing', async () => {
      const task = await bench.completed(work);
      await apply(task);
      repo.write({ 'a.txt': repo.read('a.txt').replace('two\n', 'two and more\n') });
      const before = repo.userState();
      await assert.rejects(undo(task), { reason: 'conflict' });
      assert.deepEqual(repo.userState(), before);
      assert.equal(landing(task), 'applied');
    });

    it('refuses when an ignored file of the user is in the way', async () => {
      const task = await bench.completed((worktree) => repo.write({ 'local.cfg': 'agent\n' }, worktree));
      repo.write({ '.git/info/exclude': 'local.cfg\n', 'local.cfg': 'mine\n' });
      await assert.rejects(apply(task), { reason: 'does-not-apply' });
      assert.equal(repo.read('local.cfg'), 'mine\n');
      assert.equal(landing(task), 'none');
    });

    it('has nothing to do when the checkout holds the change already, or the task changed nothing', async () => {
      const task = await bench.completed(work);
      work(repo.root);
      await assert.rejects(apply(task), { domain: 'task', reason: 'no-changes' });
      const idle = await bench.create();
      await bench.prepare(idle);
      bench.journal.record(idle.id, { type: 'finished', outcome: { kind: 'stopped' } });
      await assert.rejects(apply(idle), { domain: 'task', reason: 'no-changes' });
    });

    it('refuses for a task that worked in place or is still at work', async () => {
      const here = await bench.completed(() => work(repo.root), { place: 'here' });
      await assert.rejects(apply(here), { reason: 'here-not-landed' });
      assert.equal((await bench.reviews().changeSet(bench.view(here))).repos[0].files.length, 3);
      const running = await bench.create();
      await bench.prepare(running);
      await assert.rejects(apply(running), { reason: 'not-possible-now' });
    });

    it('applies tasks that change the same checkout at once one after the other', async () => {
      const names = ['x', 'y', 'z'];
      const tasks: Task[] = [];
      for (const name of names) {
        tasks.push(await bench.completed((worktree) => repo.write({ [name]: name, 'b.txt': 'b\nall\n' }, worktree)));
      }
      const reviews = bench.reviews();
      await Promise.all(tasks.map((task) => reviews.apply(bench.view(task))));
      assert.deepEqual(
        [...names, 'b.txt'].map((name) => repo.read(name)),
        [...names, 'b\nall\n'],
      );
    });

    it('survives the collector of unreachable objects between apply and undo', async () => {
      const task = await bench.completed(work);
      const before = repo.userState()['files'];
      await apply(task);
      repo.git('reflog', 'expire', '--expire=now', '--all');
      repo.git('gc', '-q', '--prune=now');
      await undo(task);
      assert.deepEqual(repo.userState()['files'], before);
    });

    it('never loses what the user writes meanwhile', async function () {
      this.timeout(slowMs);
      const name = fc.constantFrom('a.txt', 'b.txt', 'c', 'dir/d', 'dir/e');
      const text = fc.constantFrom('x\n', 'y\n', base['a.txt'].replace('9\n', 'nine\n'), '');
      const edits = fc.dictionary(name, fc.option(text), { maxKeys: 4 });
      await fc.assert(
        fc.asyncProperty(edits, edits, async (ofAgent, ofUser) => {
          fresh();
          repo.write({ 'dir/d': 'carried\n' });
          const task = await bench.completed((worktree) => edit(worktree, ofAgent));
          edit(repo.root, ofUser);
          const before = repo.userState();
          try {
            await apply(task);
            for (const [path, content] of Object.entries(ofUser)) {
              // Where only the user edited, the file is exactly theirs; also when they removed it.
              if (!(path in ofAgent)) {
                assert.equal(readOrNull(path), content, path);
              }
            }
            await undo(task);
          } catch (error) {
            assert.match((error as GitError).reason, /^(conflict|no-changes)$/);
          }
          assert.deepEqual(repo.userState()['files'], before['files']);
          assert.equal(repo.userState()['index'], before['index']);
          bench.dispose();
        }),
        { numRuns: 12 },
      );
      fresh();
    });

    const edit = (root: string, edits: Readonly<Record<string, string | null>>): void => {
      for (const [path, content] of Object.entries(edits)) {
        repo.write({ [path]: content ?? '' }, root);
        if (content === null) {
          repo.remove(path, root);
        }
      }
    };
    const readOrNull = (path: string): string | null => {
      const found = filesBelow(repo.root, ['.git']);
      return path in found ? repo.read(path) : null;
    };
  });
});
