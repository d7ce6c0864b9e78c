import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BaseMoves } from '../../src/app/bases/baseMoves';
import { withMemberBase } from '../../src/app/bases/withMemberBase';
import type { Task } from '../../src/protocol';
import { Crash, crashStep } from '../fakes/crash';
import { JoinedBench } from '../fakes/joinedBench';
import { filesBelow } from '../fakes/testRepo';

/** For what is done many times over. */
const slowMs = 240_000;

describe('a task of several repositories', () => {
  let bench: JoinedBench;
  const fresh = async (): Promise<void> => {
    bench = await JoinedBench.open();
  };
  beforeEach(fresh);
  afterEach(() => bench.dispose());

  const names = ['backend', 'frontend', 'shared-types'];
  const work = (worktree: string): void => {
    bench.repo.write(
      {
        'shared-types/user.ts': 'export interface User {\n  name: string;\n  email: string;\n}\n',
        'backend/user.py': 'class User:\n    name = ""\n    email = ""\n',
        'frontend/src/email.ts': 'export const email = 1;\n',
      },
      worktree,
    );
    bench.repo.remove('backend/old.py', worktree);
  };
  const apply = (task: Task): Promise<void> => bench.reviews().apply(bench.view(task));
  const undo = (task: Task): Promise<void> => bench.reviews().undo(bench.view(task));
  const landing = (task: Task): string => bench.view(task).app.landing.kind;
  const read = (path: string): string => readFileSync(join(bench.folder, path), 'utf8');
  const statuses = (): string[] => names.map((name) => bench.status(name));
  const changed = [' D old.py\n M user.py\n', '?? src/email.ts\n', ' M user.ts\n'];
  const clean = ['', '', ''];

  it('works in one folder that holds a worktree of each, laid out as they are', async () => {
    bench.repo.write({ 'frontend/dirty.ts': 'uncommitted\n' }, bench.folder);
    const before = bench.usersState();
    const task = await bench.create();
    const { worktree } = await bench.prepare(task);
    const { repos } = bench.view(task).app.workspace ?? { repos: [] };
    assert.deepEqual(
      repos.map((repo) => [repo.root, repo.worktree, repo.branch, repo.headName, repo.uncommitted]),
      [
        [`${bench.folder}/`, worktree, 'agents/do-it', 'main', 1],
        [bench.at('backend'), join(worktree, 'backend'), 'agents/do-it', 'main', 0],
        [bench.at('frontend'), join(worktree, 'frontend'), 'agents/do-it', 'main', 1],
        [bench.at('shared-types'), join(worktree, 'shared-types'), 'agents/do-it', 'main', 0],
      ],
    );
    assert.equal(readFileSync(join(worktree, 'frontend/dirty.ts'), 'utf8'), 'uncommitted\n');
    for (const name of names) {
      assert.equal(bench.repo.gitIn(join(worktree, name), 'status', '--porcelain'), '');
      assert.equal(bench.repo.gitIn(join(worktree, name), 'branch', '--show-current'), 'agents/do-it\n');
    }
    const withoutOurs = JSON.stringify(bench.usersState()).replace(
      /[0-9a-f]{40} commit\\trefs\/heads\/agents\/do-it\\n/g,
      '',
    );
    assert.equal(withoutOurs, JSON.stringify(before));
  });

  it('is reviewed as one change, applied to all checkouts and taken out again', async () => {
    const task = await bench.completed(work);
    const before = bench.usersState();
    const { repos } = await bench.reviews().changeSet(bench.view(task));
    assert.deepEqual(
      repos[0].files.map(({ path, status }) => [path, status]),
      [
        ['backend/old.py', 'deleted'],
        ['backend/user.py', 'modified'],
        ['frontend/src/email.ts', 'added'],
        ['shared-types/user.ts', 'modified'],
      ],
    );
    const plan = await bench.reviews().plan(bench.view(task));
    assert.deepEqual([plan.branchName, plan.conflicts, plan.files.length], ['main', [], 4]);
    await apply(task);
    assert.deepEqual(statuses(), changed);
    await undo(task);
    assert.deepEqual(bench.usersState(), before);
  });

  it('changes none of them when one has changed the same places', async () => {
    const task = await bench.completed(work);
    bench.repo.write(
      { 'shared-types/user.ts': 'export interface User {\n  name: string;\n  age: number;\n}\n' },
      bench.folder,
    );
    const before = bench.usersState();
    await assert.rejects(apply(task), /you and the task changed the same places of shared-types\/user\.ts/);
    assert.deepEqual(bench.usersState(), before);
    assert.equal(landing(task), 'none');
  });

  it('keeps what the user edits elsewhere, and takes out only its own', async () => {
    const task = await bench.completed(work);
    bench.repo.write({ 'backend/mine.py': 'mine\n' }, bench.folder);
    await apply(task);
    bench.repo.write({ 'frontend/mine.ts': 'mine\n' }, bench.folder);
    await undo(task);
    assert.deepEqual(statuses(), ['?? mine.py\n', '?? mine.ts\n', '']);
  });

  it('leaves out what lies beside the repositories, and what each of them ignores', async () => {
    bench.repo.write({ 'frontend/.git/info/exclude': 'local.txt\n' }, bench.folder);
    bench.opened = await bench.repositories.open(bench.folder);
    const task = await bench.completed((worktree) => {
      bench.repo.write(
        { 'notes.md': 'n\n', 'backend/a.pyc': 'x', 'frontend/src/local.txt': 'x', 'frontend/b.ts': 'b\n' },
        worktree,
      );
    });
    const { repos } = await bench.reviews().changeSet(bench.view(task));
    assert.deepEqual(
      repos[0].files.map(({ path }) => path),
      ['frontend/b.ts'],
    );
  });

  it('finishes an apply and an undo after a crash at any moment, in all repositories or in none', async function () {
    this.timeout(slowMs);
    for (let before = 1; ; before += crashStep(8)) {
      const task = await bench.completed(work);
      const untouched = bench.usersState();
      const applying = new Crash(before);
      const applied = await applying.run(bench.reviews((part) => applying.around(part)).apply(bench.view(task)));
      await bench.reviews().recover(bench.view(task));
      if (landing(task) === 'none') {
        assert.deepEqual(statuses(), clean);
        await apply(task);
      }
      assert.deepEqual(statuses(), changed);
      const undoing = new Crash(before);
      const undone = await undoing.run(bench.reviews((part) => undoing.around(part)).undo(bench.view(task)));
      await bench.reviews().recover(bench.view(task));
      if (landing(task) === 'applied') {
        assert.deepEqual(statuses(), changed);
        await undo(task);
      }
      assert.deepEqual(bench.usersState(), untouched);
      bench.dispose();
      await fresh();
      if (applied === 'done' && undone === 'done') {
        assert.ok(before > 8);
        break;
      }
    }
  });

  it('finishes what ended when one repository had the change and the others not', async () => {
    const task = await bench.completed(work);
    await apply(task);
    const entries = bench.journal.entries(task.id);
    entries.splice(entries.findIndex(({ type }) => type === 'applied'));
    bench.repo.gitIn(bench.at('shared-types'), 'checkout', '-q', '-f', '.');
    bench.repo.remove('frontend/src/email.ts', bench.folder);
    await bench.reviews().recover(bench.view(task));
    assert.equal(landing(task), 'applied');
    assert.deepEqual(statuses(), changed);
  });

  it('takes all of it back when one repository can no longer take it', async () => {
    const task = await bench.completed(work);
    await apply(task);
    const entries = bench.journal.entries(task.id);
    entries.splice(entries.findIndex(({ type }) => type === 'applied'));
    bench.repo.write(
      { 'shared-types/user.ts': 'export interface User {\n  name: string;\n  age: number;\n}\n' },
      bench.folder,
    );
    await bench.reviews().recover(bench.view(task));
    assert.equal(landing(task), 'none');
    assert.deepEqual(statuses(), ['', '', ' M user.ts\n']);
    assert.match(read('shared-types/user.ts'), /age/);
  });

  it('is gone without a trace when it is discarded, and comes back whole', async () => {
    const before = bench.usersState();
    const task = await bench.completed(work);
    const { worktree } = bench.view(task).app.workspace?.repos[0] ?? { worktree: '' };
    bench.repo.write({ 'backend/.env': 'SECRET=1\n', 'notes.md': 'beside\n' }, worktree);
    const held = filesBelow(worktree, ['.git']);
    await bench.workspaces().discard(bench.view(task));
    assert.deepEqual(bench.usersState(), before);
    for (const name of names) {
      assert.equal(bench.repo.gitIn(bench.at(name), 'worktree', 'list').trim().split('\n').length, 1);
    }
    await bench.workspaces().restore(bench.view(task));
    assert.deepEqual(filesBelow(worktree, ['.git']), held);
    assert.deepEqual(
      names.map((name) => bench.repo.gitIn(join(worktree, name), 'status', '--porcelain')),
      [' D old.py\n M user.py\n?? .env\n', '?? src/email.ts\n', ' M user.ts\n'],
    );
    await apply(task);
    assert.deepEqual(statuses(), changed);
  });

  it('is brought over before it is complete, and handed back with what was edited in each', async () => {
    const task = await bench.create();
    const { worktree } = await bench.prepare(task);
    work(worktree);
    await bench.checkpoint(task);
    bench.journal.record(task.id, { type: 'finished', outcome: { kind: 'stopped' } });
    await bench.reviews().bring(bench.view(task));
    assert.deepEqual(statuses(), changed);
    bench.repo.write({ 'frontend/src/email.ts': 'export const email = 2;\n' }, bench.folder);
    await bench.handBacks().handBack(bench.view(task), 1);
    assert.deepEqual(statuses(), clean);
    assert.equal(readFileSync(join(worktree, 'frontend/src/email.ts'), 'utf8'), 'export const email = 2;\n');
  });

  it('begins a fork and another task with what it came to, in each repository', async () => {
    const task = await bench.completed(work);
    const other = await bench.create({ slug: 'other', base: { kind: 'task', taskId: task.id } });
    const { worktree } = await bench.prepare(other);
    assert.deepEqual(
      names.map((name) => bench.repo.gitIn(join(worktree, name), 'status', '--porcelain')),
      clean,
    );
    assert.match(readFileSync(join(worktree, 'backend/user.py'), 'utf8'), /email/);
    assert.deepEqual(statuses(), clean);
  });

  it('begins in each repository with what was chosen for it, and follows the branch that it names', async () => {
    const git = (name: string, ...args: string[]): string => bench.repo.gitIn(bench.at(name), ...args).trim();
    git('backend', 'checkout', '-q', '-b', 'topic');
    bench.repo.write({ 'topic.py': 'topic\n' }, bench.at('backend'));
    git('backend', 'add', '-A');
    git('backend', 'commit', '-q', '-m', 'topic');
    const topic = git('backend', 'rev-parse', 'HEAD');
    git('backend', 'checkout', '-q', 'main');
    bench.repo.write({ 'frontend/dirty.ts': 'dirty\n', 'backend/left.py': 'left\n' }, bench.folder);
    const other = await bench.completed(work, { slug: 'other' });
    assert.ok(bench.opened !== null);
    const named = withMemberBase(bench.opened, 'backend', { kind: 'ref', name: 'topic' });
    const { joined } = withMemberBase(named, 'shared-types', { kind: 'task', taskId: other.id });
    assert.throws(() => withMemberBase(named, 'web', undefined), /web is none of the repositories of the task/);

    const task = await bench.create({ joined });
    const { worktree } = await bench.prepare(task);
    const { repos, carried } = bench.view(task).app.workspace ?? { repos: [], carried: [] };
    assert.deepEqual(
      repos.map(({ headName, uncommitted }) => [headName, uncommitted]),
      [
        ['topic, main, Result of Do it', 1],
        ['topic', 0],
        ['main', 1],
        ['Result of Do it', 0],
      ],
    );
    assert.deepEqual(
      carried.map(({ path, reason }) => [path, reason]),
      [['1 uncommitted file', 'the task starts from topic']],
    );
    const there = (path: string): string => readFileSync(join(worktree, path), 'utf8');
    assert.deepEqual([there('backend/topic.py'), there('frontend/dirty.ts')], ['topic\n', 'dirty\n']);
    assert.match(there('shared-types/user.ts'), /email/);
    assert.deepEqual(
      names.map((name) => bench.repo.gitIn(join(worktree, name), 'status', '--porcelain')),
      clean,
    );
    assert.equal(bench.repo.gitIn(join(worktree, 'backend'), 'rev-parse', 'HEAD').trim(), topic);

    const moves = new BaseMoves(bench.git);
    git('frontend', 'commit', '-q', '--allow-empty', '-m', 'as it is');
    await bench.checkpoint(task);
    bench.journal.record(task.id, { type: 'finished', outcome: { kind: 'unverified' } });
    assert.equal((await moves.look(bench.view(task)))?.commits, 1);
    git(
      'backend',
      'branch',
      '-f',
      'topic',
      git('backend', 'commit-tree', '-p', topic, '-m', 'more', `${topic}^{tree}`),
    );
    git('backend', 'commit', '-q', '--allow-empty', '-m', 'on main');
    assert.equal((await moves.look(bench.view(task)))?.commits, 2);
  });

  it('leaves no git data of ours behind when the last task of the repositories is forgotten', async () => {
    const [first, second] = [await bench.completed(work), await bench.completed(work, { slug: 'other' })];
    const data = join(bench.folder, 'joined');
    const forget = async (task: Task): Promise<void> => {
      await bench.workspaces().discard(bench.view(task));
      await bench.workspaces().expireSalvage({ sinceMs: 0, nowMs: bench.journal.now.getTime() + 31 * 24 * 3_600_000 });
    };
    await forget(first);
    assert.equal(readdirSync(data).length, 1);
    await forget(second);
    assert.deepEqual(readdirSync(data), []);
    assert.doesNotMatch(JSON.stringify(bench.usersState()), /background-agents/);
    await bench.repositories.open(bench.folder);
    assert.equal(readdirSync(data).length, 1);
  });
});
