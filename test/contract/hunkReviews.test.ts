import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { createGit } from '../../src/adapters/git/createGit';
import { Feedbacks } from '../../src/app/reviews/feedbacks';
import { HunkReviews, type SeenFile } from '../../src/app/reviews/hunkReviews';
import { ReviewComments } from '../../src/app/reviews/reviewComments';
import { ReviewedChanges } from '../../src/app/reviews/reviewedChanges';
import { ReviewMarks } from '../../src/app/reviews/reviewMarks';
import { isInCheckout } from '../../src/core/landing/isInCheckout';
import type { HunkVerdict, Task, TaskId } from '../../src/protocol';
import { partsOfSaid } from '../../src/core/composer/withAttachments';
import { Crash } from '../fakes/crash';
import { TaskBench } from '../fakes/taskBench';
import { TestRepo } from '../fakes/testRepo';

const slowMs = 240_000;
const git = createGit();
const changes = new ReviewedChanges(git);
const accepted = { kind: 'accepted' } as const;
const rejected = (reason: string) => ({ kind: 'rejected', reason }) as const;

describe('a review hunk by hunk', () => {
  let bench: TaskBench;
  let repo: TestRepo;
  let hunks: HunkReviews;
  const lines = (...each: (number | string)[]): string => each.map((line) => `${line}\n`).join('');
  const mark = '\ufeff';
  const base = {
    'a.txt': lines(1, 2, 3, 4, 5, 6, 7, 8, 9),
    'win.txt': `${mark}one\r\n\ttwo\r\nthree\r\nfour\r\nfive`,
    'data.bin': 'a\u0000b\n',
    'gone.txt': lines('gone'),
    'old.txt': lines('old', 'file', 'to', 'move', 'with', 'enough', 'lines', 'to', 'be', 'known'),
    run: '#!/bin/sh\n',
  };
  const moved = base['old.txt'].replace('known', 'seen');
  const work = (worktree: string): void => {
    repo.write({ 'a.txt': lines(1, 'two', 'two and a half', 4, 'five', 6, 7, 8, 9, 'ten') }, worktree);
    repo.write({ 'win.txt': `${mark}one\r\n\tzwei\r\nthree\r\nfour\r\nfünf\r\nsechs` }, worktree);
    repo.write({ 'data.bin': 'a\u0000c\nd\n', 'new/n.sh': lines('a', 'b', 'c'), 'moved.txt': moved }, worktree);
    ['gone.txt', 'old.txt'].forEach((path) => repo.remove(path, worktree));
    chmodSync(join(worktree, 'run'), 0o755);
    chmodSync(join(worktree, 'new/n.sh'), 0o755);
  };
  beforeEach(() => begin());
  afterEach(() => bench.dispose());

  function begin(): void {
    repo = TestRepo.with(base);
    bench = new TaskBench(repo);
    hunks = new HunkReviews({ changes, store: bench.journal });
  }

  const decide = async (task: Task, [path, number]: [string, number], verdict: HunkVerdict, only?: number[]) => {
    const hunk = (await hunks.hunks(bench.view(task), path))[number];
    assert.ok(hunk !== undefined, `${path} has no hunk ${number}`);
    const choice = { path, key: hunk.key, ...(only === undefined ? {} : { lines: only }) };
    await hunks.decide(bench.view(task), [choice], verdict);
  };
  const inCheckout = (task: Task): string[] => {
    const view = bench.view(task);
    return view.app.review.hunks.filter((hunk) => isInCheckout(view, hunk)).map(({ path }) => path);
  };
  const applyAccepted = async (task: Task): Promise<void> => {
    const { part } = await hunks.accepted(bench.view(task));
    assert.ok(part !== null);
    await bench.reviews().apply(bench.view(task), part);
  };
  const statuses = (files: readonly SeenFile[]) =>
    Object.fromEntries(files.map((file) => [file.path, file.hunks.map(({ status }) => status).join(' ')]));

  it('applies exactly what was accepted and edited, with one undo, and leaves the rest to be reviewed', async () => {
    const task = await bench.completed(work);
    repo.write({ 'a.txt': base['a.txt'].replace('8\n', 'acht\n'), 'mine.txt': 'm\n' });
    const before = repo.userState();
    assert.deepEqual(statuses(await hunks.files(bench.view(task))), {
      'a.txt': 'open open open',
      'data.bin': 'open',
      'gone.txt': 'open',
      'moved.txt': 'open',
      'new/n.sh': 'open',
      run: 'open',
      'win.txt': 'open open',
    });
    await decide(task, ['a.txt', 0], accepted, [0]);
    await decide(task, ['a.txt', 1], rejected('Keep the digit'));
    await decide(task, ['a.txt', 2], { kind: 'edited', text: '10\n11' });
    await decide(task, ['win.txt', 1], accepted, [1]);
    await decide(task, ['new/n.sh', 0], accepted, [0, 2]);
    await decide(task, ['moved.txt', 0], { kind: 'edited', text: 'heard\n' });
    await decide(task, ['data.bin', 0], accepted);
    const { part, ...counts } = await hunks.accepted(bench.view(task));
    assert.deepEqual(counts, { taken: 6, open: 6, rejected: 1 });
    assert.deepEqual(
      part?.files.map(({ path, decided }) => [path, decided]),
      ['a.txt', 'data.bin', 'moved.txt', 'new/n.sh', 'win.txt'].map((path) => [path, true]),
    );

    await applyAccepted(task);
    assert.equal(repo.read('a.txt'), lines(1, 'two', 3, 4, 5, 6, 7, 'acht', 9, 10) + '11');
    assert.equal(repo.read('win.txt'), `${mark}one\r\n\ttwo\r\nthree\r\nfour\r\nfive\r\nsechs`);
    assert.equal(repo.read('new/n.sh'), lines('a', 'c'));
    assert.equal(repo.read('moved.txt'), base['old.txt'].replace('known', 'heard'));
    assert.equal(repo.read('data.bin'), 'a\u0000c\nd\n');
    const status = repo.git('status', '--porcelain', '-uall').split('\n').sort().join('\n').trim();
    assert.equal(
      status,
      [' D old.txt', ' M a.txt', ' M data.bin', ' M win.txt', '?? mine.txt', '?? moved.txt', '?? new/n.sh']
        .join('\n')
        .trim(),
    );
    assert.deepEqual(inCheckout(task), ['a.txt', 'a.txt', 'a.txt', 'win.txt', 'new/n.sh', 'moved.txt', 'data.bin']);
    assert.deepEqual(statuses(await hunks.files(bench.view(task))), {
      ...{ 'a.txt': 'open rejected edited', 'moved.txt': 'edited', 'gone.txt': 'open', run: 'open' },
      ...{ 'new/n.sh': 'open', 'win.txt': 'open open' },
    });
    assert.deepEqual((await hunks.accepted(bench.view(task))).part, null);

    await bench.reviews().undo(bench.view(task));
    assert.deepEqual(repo.userState(), before);
    assert.deepEqual(bench.view(task).app.landing, { kind: 'none' });
    assert.deepEqual(inCheckout(task), []);
  });

  function assertBytes(wanted: Readonly<Record<string, readonly (HunkVerdict | null)[]>>): void {
    const choose = (path: string) => (number: number, old: string, now: string) => {
      const each = wanted[path]?.[number];
      return each?.kind === 'accepted' ? now : each?.kind === 'edited' ? 'mine\n' : old;
    };
    const a = choose('a.txt');
    assert.equal(
      repo.read('a.txt'),
      `1\n${a(0, '2\n3\n', 'two\ntwo and a half\n')}4\n${a(1, '5\n', 'five\n')}6\n7\n8\n9\n${a(2, '', 'ten\n')}`,
    );
    const win = choose('win.txt');
    assert.equal(
      repo.read('win.txt'),
      `${mark}one\r\n${win(0, '\ttwo\r\n', '\tzwei\r\n')}three\r\nfour\r\n${win(1, 'five', 'fünf\r\nsechs')}`,
    );
  }

  it('refuses what is not there any more or can not be decided so, and writes nothing', async () => {
    const task = await bench.completed(work);
    const seq = bench.view(task).app.seq;
    const ref = { path: 'a.txt', key: '0'.repeat(32) };
    const reason = { domain: 'task', reason: 'not-possible-now' };
    await assert.rejects(hunks.decide(bench.view(task), [ref], accepted), reason);
    await assert.rejects(decide(task, ['a.txt', 0], accepted, [2]), reason);
    await assert.rejects(decide(task, ['data.bin', 0], { kind: 'edited', text: 'x' }), reason);
    const [hunk] = await hunks.hunks(bench.view(task), 'data.bin');
    await assert.rejects(hunks.text(bench.view(task), { path: 'data.bin', key: hunk?.key ?? '' }), reason);
    assert.equal(bench.view(task).app.seq, seq);
    const [first] = await hunks.hunks(bench.view(task), 'win.txt');
    assert.equal(await hunks.text(bench.view(task), { path: 'win.txt', key: first?.key ?? '' }), '\tzwei\r\n');
  });

  it('comes to the bytes of the decisions or leaves the checkout as it was, whenever the process is killed', async function () {
    this.timeout(slowMs);
    const verdict = fc.constantFrom<HunkVerdict | null>(
      accepted,
      rejected('No'),
      { kind: 'edited', text: 'mine\n' },
      null,
    );
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(verdict), fc.integer({ min: 1, max: 30 }), async (verdicts, kill) => {
        bench.dispose();
        begin();
        const task = await bench.completed(work);
        repo.write({ 'mine.txt': 'm\n' });
        const before = repo.userState();
        const wanted: Record<string, (HunkVerdict | null)[]> = {};
        for (const file of await hunks.files(bench.view(task))) {
          for (const [number, hunk] of file.hunks.entries()) {
            const next = verdicts.next().value as HunkVerdict | null;
            const chosen = hunk.isWhole && next?.kind === 'edited' ? accepted : next;
            (wanted[file.path] ??= []).push(chosen);
            if (chosen !== null) {
              await decide(task, [file.path, number], chosen);
            }
          }
        }
        const { part } = await hunks.accepted(bench.view(task));
        if (part === null) {
          return;
        }
        const crash = new Crash(kill);
        await crash.run(bench.reviews((each) => crash.around(each)).apply(bench.view(task), part));
        await bench.reviews().recover(bench.view(task));
        if (bench.view(task).app.landing.kind === 'none') {
          assert.deepEqual(repo.userState(), before);
          await bench.reviews().apply(bench.view(task), part);
        }
        assertBytes(wanted);
        await bench.reviews().undo(bench.view(task));
        assert.deepEqual(repo.userState(), before);
      }),
      { numRuns: 6 },
    );
  });

  let ids = 0;

  /** A process that sends reviews; the agent takes each message at once. */
  function feedbacks(around: <T extends object>(part: T) => T): Feedbacks {
    const { journal } = bench;
    const writing = around({ append: journal.append.bind(journal) });
    const message = (id: TaskId, text: string) => {
      journal.record(id, { type: 'user.message', text, source: 'user' });
      journal.record(id, { type: 'finished', outcome: { kind: 'unverified' } });
      return Promise.resolve();
    };
    const reading = {
      current: journal.current,
      get: (id: TaskId) => journal.get(id),
      events: (id: TaskId) => journal.events(id),
      onDidChange: () => ({ dispose: () => undefined }),
    };
    return new Feedbacks({
      store: reading,
      journal: writing,
      fleet: around({ message }),
      ids: { short: () => `review${++ids}` },
      log: bench.log,
    });
  }

  it('sends what was rejected once, as data, whenever the process is killed', async () => {
    const task = await bench.completed(work);
    await decide(task, ['a.txt', 1], rejected('Keep the digit'));
    await decide(task, ['a.txt', 0], rejected('Not this line'), [1]);
    await decide(task, ['win.txt', 0], accepted);
    const messages = (): string[] =>
      bench.journal.events(task.id).flatMap((event) => (event.type === 'user.message' ? [event.text] : []));
    for (const before of [1, 2, 3, 4]) {
      const crash = new Crash(before);
      await crash.run(feedbacks((part) => methods(crash, part)).send(task.id, 'hunks'));
    }
    assert.equal(messages().length, 1);
    await feedbacks((part) => part)
      .send(task.id, 'hunks')
      .catch(() => undefined);
    const [text = ''] = messages();
    assert.equal(messages().length, 1);
    const parts = text.split('\n').filter((line) => line.startsWith('{'));
    assert.deepEqual(
      parts.map((line) => JSON.parse(line) as unknown),
      [
        { rejected: 'a.txt', line: 5, reason: 'Keep the digit', removed: '5\n', added: 'five\n' },
        {
          rejected: 'a.txt',
          line: 2,
          newLines: [3],
          reason: 'Not this line',
          removed: '2\n3\n',
          added: 'two\ntwo and a half\n',
        },
      ],
    );
    assert.deepEqual(
      bench.view(task).app.review.hunks.map(({ path, sent }) => [path, sent]),
      [
        ['a.txt', true],
        ['a.txt', true],
        ['win.txt', false],
      ],
    );
    assert.equal(bench.view(task).app.review.sending, null);
  });

  it('tells the agent once of what was edited, with whatever is said to it next', async () => {
    const task = await bench.completed(work);
    await decide(task, ['a.txt', 1], { kind: 'edited', text: 'FIVE\n' });
    const messages = (): string[] =>
      bench.journal.events(task.id).flatMap((event) => (event.type === 'user.message' ? [event.text] : []));
    for (const before of [1, 2, 3, 4, 5]) {
      const crash = new Crash(before);
      await crash.run(feedbacks((part) => methods(crash, part)).say(task.id, 'Go on.'));
    }
    await feedbacks((part) => part).say(task.id, 'And on.');
    const [first = '', ...others] = messages().map(partsOfSaid);
    assert.ok(first !== '');
    const told = first.attached.flatMap(({ text }) => text.split('\n').filter((line) => line.startsWith('{')));
    assert.deepEqual(
      told.map((line) => JSON.parse(line) as unknown),
      [{ edited: 'a.txt', line: 5, instead: 'FIVE\n', removed: '5\n', added: 'five\n' }],
    );
    assert.equal(first.said, 'Go on.');
    assert.deepEqual(
      others.map(({ attached }) => attached),
      others.map(() => []),
    );
    assert.equal(others.at(-1)?.said, 'And on.');
    const { hunks, sending } = bench.view(task).app.review;
    assert.deepEqual([hunks.map(({ sent }) => sent), sending], [[true], null]);
  });

  it('shows as changed since only what the agent changed after a file was marked', async () => {
    const task = await bench.completed(work);
    const { worktree } = bench.view(task).app.workspace?.repos[0] ?? { worktree: '' };
    const marks = new ReviewMarks({
      changes,
      store: {
        current: bench.journal.current,
        append: bench.journal.append.bind(bench.journal),
        onDidChange: () => ({ dispose: () => undefined }),
      },
      log: bench.log,
    });
    await marks.mark(bench.view(task), ['a.txt', 'win.txt', 'gone.txt']);
    assert.deepEqual(await marks.glance(bench.view(task)), {
      'a.txt': 'reviewed',
      'win.txt': 'reviewed',
      'gone.txt': 'reviewed',
    });
    repo.write(
      { 'a.txt': lines(1, 'two', 'two and a half', 4, 'fünf', 6, 7, 8, 9, 'ten'), 'gone.txt': lines('gone') },
      worktree,
    );
    await bench.checkpoint(task);
    assert.deepEqual(await marks.glance(bench.view(task)), { 'a.txt': 'changed', 'win.txt': 'reviewed' });
    repo.write({ 'a.txt': base['a.txt'].replace('7\n', 'sieben\n') });
    repo.commit('of the user');
    await bench.updates().update(bench.view(task), 'check', { fence: 1 });
    assert.deepEqual(await marks.glance(bench.view(task)), { 'a.txt': 'changed', 'win.txt': 'reviewed' });
    await marks.mark(bench.view(task), ['a.txt']);
    await marks.unmark(bench.view(task), ['win.txt']);
    assert.deepEqual(await marks.glance(bench.view(task)), { 'a.txt': 'reviewed' });
  });

  it('moves comments with their lines, and settles those whose lines changed', async () => {
    const task = await bench.completed(work);
    const { worktree } = bench.view(task).app.workspace?.repos[0] ?? { worktree: '' };
    const comments = new ReviewComments({
      git,
      store: bench.journal,
      ids: { short: () => `c${bench.view(task).app.seq}` },
    });
    const head = (): never => bench.view(task).run.checkpoint?.tree as never;
    for (const line of [2, 5]) {
      const at = { path: 'a.txt', side: 'head', at: head(), line, endLine: line } as const;
      await comments.add(task.id, { ...at, quoted: 'x', text: `At ${line}` });
    }
    repo.write({ 'a.txt': lines(0, 1, 'two', 'two and a half', 4, 'fünf', 6, 7, 8, 9, 'ten') }, worktree);
    await bench.checkpoint(task);
    const placed = await comments.of(bench.view(task), { path: 'a.txt', side: 'head', at: head() });
    assert.deepEqual(
      placed.map(({ text, now }) => [text, now]),
      [
        ['At 2', 3],
        ['At 5', null],
      ],
    );
  });
});

/** Methods of an object without a class, each counted. */
function methods<T extends object>(crash: Crash, part: T): T {
  const counted = crash.around(part);
  return Object.fromEntries(Object.keys(part).map((name) => [name, Reflect.get(counted, name)])) as T;
}
