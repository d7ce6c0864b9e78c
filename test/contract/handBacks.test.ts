import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conversationOf } from '../../src/core/conversation/conversation';
import type { Task } from '../../src/protocol';
import { Crash, crashStep } from '../fakes/crash';
import { TaskBench } from '../fakes/taskBench';
import { filesBelow, TestRepo } from '../fakes/testRepo';

const fence = 1;
const lines = (...each: string[]): string => each.map((line) => `${line}\n`).join('');
const text = lines('1', '2', '3', '4', '5', '6', '7', '8', '9');

describe('HandBacks', () => {
  let bench: TaskBench;
  let repo: TestRepo;
  let task: Task;

  beforeEach(() => begin());
  afterEach(() => bench.dispose());

  async function begin(): Promise<void> {
    repo = TestRepo.with({ 'a.txt': text, 'b.txt': 'b\n', 'old.txt': 'old\n' });
    bench = new TaskBench(repo);
    task = await bench.create();
    const { worktree } = await bench.prepare(task);
    repo.write({ 'a.txt': text.replace('2\n', 'two\n'), 'new.txt': 'new\n' }, worktree);
    repo.remove('old.txt', worktree);
    await bench.checkpoint(task);
    bench.journal.record(task.id, { type: 'finished', outcome: { kind: 'stopped' } });
    // Not in any checkpoint yet.
    repo.write({ 'late.txt': 'late\n' }, worktree);
  }

  const bring = (): Promise<void> => bench.reviews().bring(bench.view(task));
  const handBack = (): Promise<void> => bench.handBacks().handBack(bench.view(task), fence);
  const landing = (): string => bench.view(task).app.landing.kind;
  const inWorktree = (): Record<string, string> => contents(bench.worktree(task));
  const inCheckout = (): Record<string, string> => contents(repo.root);
  const brought = { 'a.txt': text.replace('2\n', 'two\n'), 'b.txt': 'b\n', 'late.txt': 'late\n', 'new.txt': 'new\n' };

  it('brings the work as far as it is, and takes it back with what was edited, which the agent is told of', async () => {
    repo.write({ 'b.txt': 'mine\n', 'mine.txt': 'm\n' });
    repo.git('add', 'mine.txt');
    const before = repo.userState();
    await bring();
    assert.deepEqual(inCheckout(), { ...brought, 'b.txt': 'mine\n', 'mine.txt': 'm\n' });
    assert.equal(landing(), 'applied');
    const edits = { 'a.txt': brought['a.txt'].replace('8\n', 'eight\n'), 'mine/too.txt': 'too\n' };
    repo.write(edits);
    repo.remove('new.txt');
    assert.deepEqual(
      (await bench.handBacks().edited(bench.view(task))).map(({ path }) => path),
      ['a.txt', 'mine/too.txt', 'new.txt'],
    );
    await handBack();
    assert.deepEqual(repo.userState(), before);
    const { 'a.txt': a, 'mine/too.txt': too } = edits;
    assert.deepEqual(inWorktree(), { 'a.txt': a, 'b.txt': 'b\n', 'late.txt': 'late\n', 'mine/too.txt': too });
    const view = bench.view(task);
    assert.deepEqual(
      [view.app.landing, view.state, view.run.files.map(({ path }) => path)],
      [{ kind: 'none' }, { kind: 'stopped', by: 'user' }, ['a.txt', 'late.txt', 'mine/too.txt', 'old.txt']],
    );
    assert.deepEqual(conversationOf(bench.journal.events(task.id)).at(-1), {
      role: 'user',
      text: 'I have edited these files by hand: a.txt, mine/too.txt, new.txt. Keep what I did there, and read them again before you change them.',
    });
    assert.equal(repo.git('for-each-ref', 'refs/background-agents/applies'), '');
    assert.equal(repo.git('fsck', '--strict', '--no-dangling'), '');
  });

  it('tells the agent of nothing when nothing was edited', async () => {
    await bring();
    const events = bench.journal.events(task.id).length;
    await handBack();
    assert.deepEqual([bench.journal.events(task.id).length, landing(), inWorktree()], [events, 'none', brought]);
    assert.deepEqual(inCheckout(), { 'a.txt': text, 'b.txt': 'b\n', 'old.txt': 'old\n' });
  });

  it('touches nothing where the work does not fit the checkout, or the edits do not fit the worktree', async () => {
    repo.write({ 'a.txt': text.replace('2\n', 'deux\n') });
    const before = inCheckout();
    await assert.rejects(bring(), { domain: 'git', reason: 'conflict' });
    assert.deepEqual([inCheckout(), landing()], [before, 'none']);

    repo.write({ 'a.txt': text });
    await bring();
    repo.write({ 'a.txt': brought['a.txt'].replace('two\n', 'zwei\n') });
    repo.write({ 'a.txt': brought['a.txt'].replace('two\n', 'dos\n') }, bench.worktree(task));
    const both = [inCheckout(), inWorktree()];
    await assert.rejects(handBack(), { domain: 'git', reason: 'conflict', message: /your edits of a\.txt don’t fit/ });
    assert.deepEqual([inCheckout(), inWorktree(), landing()], [...both, 'applied']);
  });

  it('leaves a checkout alone where a commit was made since', async () => {
    await bring();
    repo.commit('with the work in it');
    const both = [inCheckout(), inWorktree()];
    await assert.rejects(handBack(), { domain: 'task', reason: 'not-possible-now', message: /a commit was made/ });
    assert.deepEqual([inCheckout(), inWorktree(), landing()], [...both, 'applied']);
  });

  it('is finished after a crash at any moment, with each edit on one side and the agent told once', async function () {
    this.timeout(120_000);
    for (let before = 1; ; before += crashStep(5)) {
      await bring();
      repo.write({ 'b.txt': 'edited\n', 'mine.txt': 'm\n' });
      const crash = new Crash(before);
      const ended = await crash.run(bench.handBacks((part) => crash.around(part)).handBack(bench.view(task), fence));
      await bench.handBacks().recover(bench.view(task), fence);
      if (landing() === 'applied') {
        await handBack();
      }
      const told = bench.journal.events(task.id).filter((event) => event.type === 'restored');
      assert.deepEqual(
        [inCheckout(), inWorktree(), landing(), told.length],
        [
          { 'a.txt': text, 'b.txt': 'b\n', 'old.txt': 'old\n' },
          { ...brought, 'b.txt': 'edited\n', 'mine.txt': 'm\n' },
          'none',
          1,
        ],
        `crashed before call ${before}`,
      );
      if (ended === 'done') {
        assert.ok(before > 12);
        break;
      }
      bench.dispose();
      await begin();
    }
  });

  it('has nothing to hand back where nothing was brought, and brings nothing twice', async () => {
    await assert.rejects(handBack(), { domain: 'task', reason: 'not-possible-now' });
    await bring();
    await assert.rejects(bring(), { domain: 'task', reason: 'not-possible-now' });
  });
});

/** Every file with its text. */
function contents(root: string): Record<string, string> {
  const paths = Object.keys(filesBelow(root, ['.git']));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}
