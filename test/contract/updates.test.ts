import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WorktreeCheckpoints } from '../../src/adapters/git/checkout/checkpoints';
import { createGit } from '../../src/adapters/git/createGit';
import { conversationOf } from '../../src/core/conversation/conversation';
import { stepsOf } from '../../src/core/views/taskSteps';
import { english } from '../../src/core/translate';
import type { Task } from '../../src/protocol';
import { Crash, crashStep } from '../fakes/crash';
import { TaskBench } from '../fakes/taskBench';
import { filesBelow, TestRepo } from '../fakes/testRepo';

const fence = 1;
const git = createGit();
const text = '1\n2\n3\n4\n5\n6\n7\n8\n9\n';
const first = { 'a.txt': text, 'b.txt': 'b\n', 'old.txt': 'old\n' };

describe('An update to a base that moved', () => {
  let bench: TaskBench;
  let repo: TestRepo;
  let task: Task;

  const open = (): void => {
    repo = TestRepo.with(first);
    bench = new TaskBench(repo);
  };
  /** A complete task that changed a.txt and made new.txt. */
  const begin = async (more: Partial<Task> = {}): Promise<void> => {
    task = await bench.create(more);
    const { worktree } = await bench.prepare(task);
    bench.journal.record(task.id, { type: 'user.message', text: task.prompt, source: 'prompt' });
    await step({ 'a.txt': text.replace('2\n', 'two\n'), 'new.txt': 'new\n' }, worktree);
    bench.journal.record(task.id, { type: 'finished', outcome: { kind: 'unverified' } });
    await bench.workspaces().commitResult(bench.view(task));
  };
  /** Writes, and journals the step as a runner of now does. */
  const step = async (files: Readonly<Record<string, string>>, worktree = bench.worktree(task)): Promise<void> => {
    repo.write(files, worktree);
    const [workspace] = bench.view(task).app.workspace?.repos ?? [];
    assert.ok(workspace);
    const checkpoints = new WorktreeCheckpoints({
      taskId: task.id,
      taskDir: bench.journal.taskDir(task.id),
      workspace,
    });
    const { commit, tree, files: changed } = await checkpoints.take('step');
    await checkpoints.close();
    bench.journal.record(task.id, { type: 'checkpoint', commit, tree, turn: 1 });
    bench.journal.record(task.id, { type: 'files.changed', files: changed });
  };
  /** Commits on the user's branch. */
  const move = (files: Readonly<Record<string, string>> = { 'a.txt': text.replace('8\n', 'eight\n') }): void => {
    repo.write(files);
    repo.commit('theirs');
  };
  const update = (then: 'check' | 'fix' = 'check') => bench.updates().update(bench.view(task), then, { fence });
  const goTo = (seq: number) => bench.restores().restoreTo(bench.view(task), { toSeq: seq, what: 'both' }, fence);
  const there = (): Record<string, string> => contents(bench.worktree(task));
  const said = (...args: string[]): string => repo.git(...args).trim();
  const place = () => {
    const found = bench.view(task).app.workspace?.repos[0];
    assert.ok(found);
    return found;
  };
  const refs = (): string[] => said('for-each-ref', '--format=%(refname)', 'refs/background-agents').split('\n');
  const changed = async (): Promise<string[]> =>
    (await bench.reviews().changeSet(bench.view(task))).repos[0].files.map(({ path }) => path);
  const steps = () => stepsOf(bench.journal.events(task.id), english);

  beforeEach(async () => {
    open();
    await begin();
  });
  afterEach(() => bench.dispose());

  it('gives the worktree what was committed and leaves the change as it was, which the agent is told of', async () => {
    const old = place().snapshot;
    move({ 'a.txt': text.replace('8\n', 'eight\n'), 'more.txt': 'more\n' });
    const before = { ...repo.userState(), refs: '' };
    assert.equal(await update(), 'run');
    assert.deepEqual({ ...repo.userState(), refs: '' }, before);
    const merged = text.replace('2\n', 'two\n').replace('8\n', 'eight\n');
    assert.deepEqual(there(), { ...first, 'a.txt': merged, 'more.txt': 'more\n', 'new.txt': 'new\n' });
    const head = repo.head();
    assert.deepEqual(
      { ...place(), worktree: '', gitDir: '', root: '', commonDir: '' },
      {
        ...{ root: '', commonDir: '', worktree: '', gitDir: '', branch: 'agents/do-it' },
        ...{ head, headName: 'main', snapshot: head, uncommitted: 0 },
      },
    );
    assert.deepEqual(await changed(), ['a.txt', 'new.txt']);
    const { run, app, state } = bench.view(task);
    assert.deepEqual(
      [
        run.next,
        run.outcome,
        run.asksWhenRed,
        run.receipts,
        run.files.map(({ path }) => path),
        app.updating,
        state.kind,
      ],
      ['check', null, true, [], ['a.txt', 'new.txt'], null, 'running'],
    );
    assert.deepEqual(conversationOf(bench.journal.events(task.id)).at(-1), {
      role: 'user',
      text: 'main has moved on by 1 commit, and your worktree was brought up to it; your changes were merged. These files changed with it: a.txt, more.txt. Read them again before you rely on them.',
    });
    assert.equal(repo.gitIn(bench.worktree(task), 'status', '--porcelain').trim(), 'M a.txt\n?? new.txt');
    assert.equal(said('rev-parse', 'agents/do-it'), head);
    assert.equal(said('rev-parse', `refs/background-agents/snapshots/${task.id}`), head);
    const kept = said('rev-list', `refs/background-agents/checkpoints/${task.id}`).split('\n');
    assert.ok(kept.includes(old), 'the old base is kept');
    assert.equal(repo.git('fsck', '--strict', '--no-dangling'), '');
  });

  it('is what Apply, the review and the next checkpoint start from', async () => {
    move();
    await update();
    await step({ 'later.txt': 'later\n' });
    bench.journal.record(task.id, { type: 'finished', outcome: { kind: 'unverified' } });
    await bench.workspaces().commitResult(bench.view(task));
    assert.deepEqual(await changed(), ['a.txt', 'later.txt', 'new.txt']);
    assert.equal(said('rev-parse', 'agents/do-it~1'), repo.head());
    await bench.reviews().apply(bench.view(task));
    const merged = text.replace('2\n', 'two\n').replace('8\n', 'eight\n');
    const all = { ...first, 'a.txt': merged, 'later.txt': 'later\n', 'new.txt': 'new\n' };
    assert.deepEqual(contents(repo.root), all);
    await bench.reviews().undo(bench.view(task));
    assert.deepEqual(contents(repo.root), { ...first, 'a.txt': text.replace('8\n', 'eight\n') });
  });

  it('takes along what was uncommitted when the task began, and leaves out what was committed of it since', async () => {
    bench.dispose();
    open();
    repo.write({ 'b.txt': 'mine\n', 'carried.txt': 'carried\n' });
    await begin();
    assert.equal(place().uncommitted, 2);
    repo.git('add', 'b.txt');
    repo.git('commit', '-q', '-m', 'a part of mine');
    await update();
    assert.deepEqual(there(), {
      ...{ ...first, 'a.txt': text.replace('2\n', 'two\n'), 'b.txt': 'mine\n' },
      ...{ 'carried.txt': 'carried\n', 'new.txt': 'new\n' },
    });
    const { snapshot, head, uncommitted } = place();
    assert.deepEqual([head, uncommitted], [repo.head(), 1]);
    assert.equal(said('rev-parse', `${snapshot}^@`), repo.head());
    assert.deepEqual(await changed(), ['a.txt', 'new.txt']);
  });

  it('refuses with the names where commits changed the same places, and nothing is touched', async () => {
    move({ 'a.txt': text.replace('2\n', 'zwei\n') });
    const before = [there(), refs(), bench.entryTypes(task), bench.journal.events(task.id).length];
    await assert.rejects(update(), {
      domain: 'git',
      reason: 'conflict',
      message: 'Not updated: the task and the commits since changed the same places of a.txt.',
    });
    assert.deepEqual([there(), refs(), bench.entryTypes(task), bench.journal.events(task.id).length], before);
  });

  it('refuses where commits do not fit what the user had not committed', async () => {
    bench.dispose();
    open();
    repo.write({ 'b.txt': 'mine\n' });
    await begin();
    move({ 'b.txt': 'theirs\n' });
    await assert.rejects(update(), {
      domain: 'git',
      reason: 'conflict',
      message: /^Not updated: the commits since changed the same places of b\.txt as your own work/,
    });
  });

  it('leaves out commits that the branch has not any more, in the files and in the history', async () => {
    bench.dispose();
    open();
    repo.write({ 'gone.txt': 'gone\n' });
    const dropped = repo.commit('to be dropped');
    await begin();
    repo.git('reset', '-q', '--hard', 'HEAD~1');
    move({ 'other.txt': 'other\n' });
    await update();
    assert.deepEqual(there(), {
      ...{ ...first, 'a.txt': text.replace('2\n', 'two\n') },
      ...{ 'new.txt': 'new\n', 'other.txt': 'other\n' },
    });
    assert.deepEqual(await changed(), ['a.txt', 'new.txt']);
    bench.journal.record(task.id, { type: 'finished', outcome: { kind: 'unverified' } });
    await bench.workspaces().commitResult(bench.view(task));
    assert.ok(!said('rev-list', 'agents/do-it').includes(dropped));
    // Also where the branch only went back.
    repo.git('reset', '-q', '--hard', 'HEAD~1');
    await update();
    assert.deepEqual(there(), { ...first, 'a.txt': text.replace('2\n', 'two\n'), 'new.txt': 'new\n' });
  });

  it('merges the branch where the agent has committed itself, and keeps its commits', async () => {
    const worktree = bench.worktree(task);
    repo.write({ 'own.txt': 'own\n' }, worktree);
    repo.gitIn(worktree, 'add', '-A');
    repo.gitIn(worktree, 'commit', '-q', '-m', 'of the agent');
    const own = said('rev-parse', 'agents/do-it');
    move();
    await update();
    assert.equal(said('rev-parse', 'agents/do-it^@'), `${own}\n${repo.head()}`);
    assert.equal(repo.gitIn(worktree, 'status', '--porcelain').trim(), '');
  });

  it('leaves a task that was stopped as it was, with edits by hand that no checkpoint holds', async () => {
    bench.journal.record(task.id, { type: 'finished', outcome: { kind: 'stopped' } });
    repo.write({ 'hand.txt': 'hand\n' }, bench.worktree(task));
    move();
    assert.equal(await update(), 'done');
    const { state, run } = bench.view(task);
    assert.deepEqual([state, run.next], [{ kind: 'stopped', by: 'user' }, 'model']);
    assert.deepEqual(await changed(), ['a.txt', 'hand.txt', 'new.txt']);
  });

  it('says why where there is nothing to update, or nothing that could be', async () => {
    const refused = { domain: 'task', reason: 'not-possible-now' };
    await assert.rejects(update(), { ...refused, message: /your checkout is on the commit/ });
    move();
    bench.journal.record(task.id, { type: 'user.message', text: 'go on', source: 'user' });
    await assert.rejects(update(), { ...refused, message: /still at work/ });
    bench.journal.record(task.id, { type: 'finished', outcome: { kind: 'unverified' } });
    await bench.reviews().apply(bench.view(task));
    await assert.rejects(update(), { ...refused, message: /in your checkout already/ });
  });

  it('is gone back over with its base, forward as well, and forked on either side of', async () => {
    const old = place();
    const result = there();
    const [, made] = steps();
    assert.ok(made);
    move({ 'more.txt': 'more\n' });
    await update();
    const updated = steps().at(-1);
    assert.equal(updated?.label, 'Updated to the branch');
    const now = place();
    await step({ 'later.txt': 'later\n' });
    bench.journal.record(task.id, { type: 'finished', outcome: { kind: 'stopped' } });

    await goTo(made.seq);
    assert.deepEqual([place(), there()], [old, result]);
    assert.deepEqual(await changed(), ['a.txt', 'new.txt']);
    assert.deepEqual(
      bench.view(task).run.files.map(({ path }) => path),
      ['a.txt', 'new.txt'],
    );
    assert.equal(said('rev-parse', 'agents/do-it'), old.snapshot);
    assert.equal(said('rev-parse', `refs/background-agents/snapshots/${task.id}`), old.snapshot);
    assert.ok(
      !conversationOf(bench.journal.events(task.id)).some(
        ({ role, ...rest }) => role === 'user' && JSON.stringify(rest).includes('moved on'),
      ),
    );

    await goTo(updated.seq);
    assert.deepEqual([place(), there()], [now, { ...result, 'more.txt': 'more\n' }]);
    assert.deepEqual(await changed(), ['a.txt', 'new.txt']);

    // To the beginning, which is that of the first base, and to what it was again.
    await goTo(steps()[0]?.seq ?? 0);
    assert.deepEqual([place(), there()], [old, first]);
    await goTo(updated.seq);

    const forkOf = async (seq: number) => (await bench.forks().create(bench.view(task), { seq })).task;
    const [before, after] = [await forkOf(made.seq), await forkOf(updated.seq)];
    assert.deepEqual([before.forkedFrom?.base.snapshot, after.forkedFrom?.base.snapshot], [old.snapshot, now.snapshot]);
    task = after;
    await bench.prepare(after);
    assert.deepEqual([there(), await changed()], [{ ...result, 'more.txt': 'more\n' }, ['a.txt', 'new.txt']]);
    // A fork knows the base of each of its steps, too.
    await goTo(steps()[1]?.seq ?? 0);
    assert.deepEqual([there(), place().snapshot, await changed()], [result, old.snapshot, ['a.txt', 'new.txt']]);
  });

  it('can be made again and again, and a discarded task comes back on the last base', async () => {
    for (const name of ['one', 'two']) {
      move({ [`${name}.txt`]: `${name}\n` });
      await update();
      bench.journal.record(task.id, { type: 'finished', outcome: { kind: 'unverified' } });
      await bench.workspaces().commitResult(bench.view(task));
    }
    const all = there();
    assert.deepEqual(all, {
      ...{ ...first, 'a.txt': text.replace('2\n', 'two\n'), 'new.txt': 'new\n' },
      ...{ 'one.txt': 'one\n', 'two.txt': 'two\n' },
    });
    await bench.workspaces().discard(bench.view(task));
    await bench.workspaces().restore(bench.view(task));
    assert.deepEqual([there(), await changed(), place().snapshot], [all, ['a.txt', 'new.txt'], repo.head()]);
  });

  it('changes nothing where a file that git ignores is in the way', async () => {
    repo.write({ '.git/info/exclude': 'made.txt\n' });
    repo.write({ 'made.txt': 'by a build\n' }, bench.worktree(task));
    repo.write({ 'made.txt': 'theirs\n' });
    repo.git('add', '-f', 'made.txt');
    repo.git('commit', '-q', '-m', 'theirs');
    const before = [there(), refs()];
    const { snapshot } = place();
    await assert.rejects(update(), {
      domain: 'git',
      reason: 'does-not-apply',
      message: /^The task was not updated: a file/,
    });
    assert.deepEqual([there(), refs(), place().snapshot], [...before, snapshot]);
    assert.equal(said('rev-parse', `refs/background-agents/snapshots/${task.id}`), snapshot);
    assert.equal(bench.view(task).state.kind, 'complete');
  });

  it('is finished after a crash at any moment, or has not begun', async function () {
    this.timeout(300_000);
    for (let before = 1; ; before += crashStep(7)) {
      bench.dispose();
      open();
      await begin();
      const old = there();
      move({ 'more.txt': 'more\n' });
      const crash = new Crash(before);
      const ended = await crash.run(
        bench.updates((part) => crash.around(part)).update(bench.view(task), 'check', { fence }),
      );
      await bench.updates().recover(bench.view(task), fence);
      const told = bench.journal.events(task.id).filter(({ type }) => type === 'updated').length;
      const isDone = told > 0;
      assert.deepEqual(
        [there(), told, place().snapshot === repo.head(), bench.view(task).app.updating, await changed()],
        [isDone ? { ...old, 'more.txt': 'more\n' } : old, isDone ? 1 : 0, isDone, null, ['a.txt', 'new.txt']],
        `crashed before call ${before}`,
      );
      // The next checkpoint is of what is there, whatever was made for the update.
      await step({ 'next.txt': 'next\n' });
      assert.deepEqual(await changed(), ['a.txt', 'new.txt', 'next.txt'], `crashed before call ${before}`);
      if (ended === 'done') {
        assert.ok(before > 30, `${before} calls`);
        break;
      }
    }
  });

  it('of a repository that had no commit takes what was committed first', async () => {
    bench.dispose();
    repo = new TestRepo();
    bench = new TaskBench(repo);
    repo.write({ ...first });
    await begin();
    repo.git('add', 'a.txt', 'b.txt');
    repo.git('commit', '-q', '-m', 'first');
    await update();
    assert.deepEqual(there(), { ...first, 'a.txt': text.replace('2\n', 'two\n'), 'new.txt': 'new\n' });
    assert.deepEqual([await changed(), place().uncommitted], [['a.txt', 'new.txt'], 1]);
    assert.equal((await git.facts(repo.root)).head, place().head);
  });
});

function contents(root: string): Record<string, string> {
  const paths = Object.keys(filesBelow(root, ['.git']));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}
