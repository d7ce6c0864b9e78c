import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { createGit } from '../../src/adapters/git/createGit';
import { WorktreeCheckpoints } from '../../src/adapters/git/checkout/checkpoints';
import { LineOrigins } from '../../src/app/reviews/lineOrigins';
import { StepChanges } from '../../src/app/tasks/stepChanges';
import { lineBefore } from '../../src/core/review/lineBefore';
import { english as t } from '../../src/core/translate';
import { stepsOf } from '../../src/core/views/taskSteps';
import { CallId, type RepoWorkspace, type Task } from '../../src/protocol';
import { TaskBench } from '../fakes/taskBench';
import { TestRepo } from '../fakes/testRepo';

const lines = (...each: string[]): string => each.map((line) => `${line}\n`).join('');

describe('where a line comes from', function () {
  this.timeout(60_000);
  let bench: TaskBench;
  let task: Task;
  let workspace: RepoWorkspace;
  let checkpoints: WorktreeCheckpoints;
  let calls = 0;

  beforeEach(async () => {
    bench = new TaskBench(TestRepo.with({ 'a.txt': lines('1', '2', '3'), 'b.txt': lines('b') }));
    await begin();
  });
  afterEach(async () => {
    await checkpoints.close();
    bench.dispose();
  });

  async function begin(): Promise<void> {
    task = await bench.create();
    workspace = await bench.prepare(task);
    checkpoints = new WorktreeCheckpoints({ taskId: task.id, taskDir: bench.journal.taskDir(task.id), workspace });
    bench.journal.record(task.id, { type: 'user.message', text: 'Do it well.', source: 'prompt' });
  }

  /** Changes files and journals a call that did so, as the runner does. */
  async function step(
    work: string | Readonly<Record<string, string>>,
    act: () => void = () => undefined,
  ): Promise<void> {
    calls += 1;
    const callId = CallId.parse(`call-${calls}`);
    const isCommand = typeof work === 'string';
    const input = isCommand ? JSON.stringify({ command: work }) : JSON.stringify({ path: Object.keys(work)[0] });
    const tool = isCommand ? 'shell' : 'write_file';
    const effect = isCommand ? 'execute' : 'write';
    bench.journal.record(task.id, { type: 'tool.intent', callId, tool, input, effect });
    for (const [path, text] of Object.entries(isCommand ? {} : work)) {
      mkdirSync(dirname(join(workspace.worktree, path)), { recursive: true });
      writeFileSync(join(workspace.worktree, path), text);
    }
    act();
    const { commit, tree, files } = await checkpoints.take('step');
    bench.journal.record(task.id, { type: 'checkpoint', commit, tree, turn: calls, callId });
    bench.journal.record(task.id, { type: 'files.changed', files });
  }

  const services = () => {
    const git = createGit();
    const steps = new StepChanges({ git, store: bench.journal });
    return { steps, origins: new LineOrigins({ git, store: bench.journal, steps }) };
  };

  async function why(path: string, line: number): Promise<string> {
    const {
      cause,
      facts,
      text,
      path: then,
      line: at,
    } = await services().origins.explain(bench.view(task), { path, line }, t);
    return `${text}: ${cause}, ${facts.label}, ${then}:${at}`;
  }

  const restores = (number: number): Promise<void> => {
    const toSeq = stepsOf(bench.journal.events(task.id), t)[number]?.seq ?? 0;
    return bench.restores().restoreTo(bench.view(task), { toSeq, what: 'both' }, 1);
  };

  it('is not a step that left the files as they were, which has changed nothing', async () => {
    await step({ 'a.txt': lines('1', 'two', '3') });
    await step('true');
    const { steps } = services();
    const seqs = stepsOf(bench.journal.events(task.id), t).map(({ seq }) => seq);
    const files = (seq = 0) => steps.files(bench.view(task), { kind: 'step', seq });
    const changed = [(await files(seqs[1])).map(({ path }) => path), await files(seqs[2])];
    assert.deepEqual(changed, [['a.txt'], []]);
    await assert.rejects(files((seqs[2] ?? 0) + 1), { reason: 'not-possible-now' });
  });

  it('is the step that wrote it, with its command, the prompt of then and where it stood', async () => {
    await step({ 'a.txt': lines('1', 'two', '3') });
    bench.journal.record(task.id, { type: 'user.message', text: 'Now also four.', source: 'user' });
    bench.journal.record(task.id, {
      ...{ type: 'message.end', messageId: 'm', text: 'I add four.', calls: [], stop: 'tools' },
    });
    await step('echo four >> a.txt', () =>
      writeFileSync(join(workspace.worktree, 'a.txt'), lines('0', '1', 'two', '3', '4')),
    );
    assert.deepEqual(
      [
        await why('a.txt', 1),
        await why('a.txt', 2),
        await why('a.txt', 3),
        await why('a.txt', 5),
        await why('b.txt', 1),
      ],
      [
        '0: step, Ran echo four >> a.txt, a.txt:1',
        '1: start, Was there before the task began, a.txt:1',
        'two: step, Wrote a.txt, a.txt:2',
        '4: step, Ran echo four >> a.txt, a.txt:5',
        'b: start, Was there before the task began, b.txt:1',
      ],
    );
    const { facts, turn } = await services().origins.explain(bench.view(task), { path: 'a.txt', line: 5 }, t);
    const [call] = facts.calls;
    assert.deepEqual(
      { said: facts.said, asked: facts.asked?.text, input: call?.input, isCall: facts.seq === call?.seq, turn },
      {
        said: 'I add four.',
        asked: 'Now also four.',
        input: '{"command":"echo four >> a.txt"}',
        isCall: true,
        turn: calls,
      },
    );
  });

  it('is followed through renamed files and moved lines', async () => {
    await step({ 'a.txt': lines('1', '2', '3', 'mine', '5', '6', '7', '8') });
    await step('git mv a.txt sub/c.txt', () => {
      mkdirSync(join(workspace.worktree, 'sub'));
      renameSync(join(workspace.worktree, 'a.txt'), join(workspace.worktree, 'sub/c.txt'));
    });
    await step({ 'sub/c.txt': lines('0', '1', '2', '3', 'mine', '5', '6', '7', '8') });
    assert.deepEqual(
      [await why('sub/c.txt', 5), await why('sub/c.txt', 1), await why('sub/c.txt', 2)],
      [
        'mine: step, Wrote a.txt, a.txt:4',
        '0: step, Wrote sub/c.txt, sub/c.txt:1',
        '1: start, Was there before the task began, a.txt:1',
      ],
    );
  });

  it('is not the way back to a step, but what that step had done', async () => {
    await step({ 'a.txt': lines('first', '2', '3') });
    await step({ 'a.txt': lines('second', '2', '3') });
    await restores(1);
    await step({ 'a.txt': lines('first', '2', 'third') });
    assert.deepEqual(
      [await why('a.txt', 1), await why('a.txt', 2), await why('a.txt', 3)],
      [
        'first: step, Wrote a.txt, a.txt:1',
        '2: start, Was there before the task began, a.txt:2',
        'third: step, Wrote a.txt, a.txt:3',
      ],
    );
    const { seq } = await services().origins.explain(bench.view(task), { path: 'a.txt', line: 1 }, t);
    assert.equal(seq, stepsOf(bench.journal.events(task.id), t)[1]?.seq);
  });

  it('is the branch where an update brought it, and still the step where the agent did', async () => {
    await step({ 'a.txt': lines('1', '2', 'agent') });
    bench.repo.write({ 'a.txt': lines('0', '1', '2', '3'), 'new.txt': lines('theirs') });
    bench.repo.commit('theirs');
    bench.journal.record(task.id, { type: 'finished', outcome: { kind: 'unverified' } });
    await checkpoints.close();
    await bench.updates().update(bench.view(task), 'check', { fence: 1 });
    assert.deepEqual(
      [await why('a.txt', 1), await why('a.txt', 4), await why('new.txt', 1), await why('a.txt', 2)],
      [
        '0: updated, Came with an update from the branch, a.txt:1',
        'agent: step, Wrote a.txt, a.txt:3',
        'theirs: updated, Came with an update from the branch, new.txt:1',
        '1: start, Was there before the task began, a.txt:1',
      ],
    );
  });

  it('is known of a fork from what its journal began with', async () => {
    await step({ 'a.txt': lines('first', '2', '3') });
    await step({ 'a.txt': lines('second', '2', '3') });
    const seq = stepsOf(bench.journal.events(task.id), t)[1]?.seq ?? 0;
    await checkpoints.close();
    const fork = await bench.forks().create(bench.view(task), { seq });
    task = fork.task;
    workspace = await bench.prepare(task);
    mkdirSync(bench.journal.taskDir(task.id), { recursive: true });
    checkpoints = new WorktreeCheckpoints({ taskId: task.id, taskDir: bench.journal.taskDir(task.id), workspace });
    await step({ 'a.txt': lines('first', '2', 'fork') });
    assert.deepEqual(
      [await why('a.txt', 1), await why('a.txt', 3)],
      ['first: step, Wrote a.txt, a.txt:1', 'fork: step, Wrote a.txt, a.txt:3'],
    );
  });

  it('is said not to be there for what is no line of the result', async () => {
    await step({ 'a.txt': lines('x') });
    await step({ 'image.bin': '\0' });
    for (const [path, line] of [
      ['a.txt', 9],
      ['gone.txt', 1],
      ['image.bin', 1],
    ] as const) {
      await assert.rejects(why(path, line), { reason: 'not-possible-now' });
    }
  });

  it('lists what a step, the last turn and all of a task changed, and holds no file of anything else', async () => {
    await step({ 'a.txt': lines('one', '2', '3') });
    await step({ 'c.txt': lines('c') });
    rmSync(join(workspace.worktree, 'b.txt'));
    await step({ 'a.txt': lines('one', 'two', '3') });
    const { steps } = services();
    const view = bench.view(task);
    const [, first, second] = steps.states(view);
    const paths = async (part: Parameters<StepChanges['files']>[1]) =>
      (await steps.files(view, part)).map(({ path, added, removed }) => `${path} +${added} -${removed}`);
    assert.deepEqual(
      [
        await paths({ kind: 'step', seq: first?.seq ?? 0 }),
        await paths({ kind: 'step', seq: second?.seq ?? 0 }),
        await paths({ kind: 'turn' }),
        await paths({ kind: 'all' }),
      ],
      [['a.txt +1 -1'], ['c.txt +1 -0'], ['a.txt +1 -1', 'b.txt +0 -1'], ['a.txt +2 -2', 'b.txt +0 -1', 'c.txt +1 -0']],
    );
    await assert.rejects(paths({ kind: 'step', seq: 999 }), { reason: 'not-possible-now' });
    const head = bench.repo.git('rev-parse', 'HEAD').trim();
    const shown = [
      await steps.document(view, second?.commit ?? '', 'c.txt'),
      await steps.document(view, first?.commit ?? '', 'c.txt'),
      head === workspace.snapshot ? null : await steps.document(view, head, 'a.txt'),
      await steps.document(view, 'f'.repeat(40), 'a.txt'),
    ];
    assert.deepEqual(
      shown.map((bytes) => (bytes === null ? null : Buffer.from(bytes).toString())),
      ['c\n', null, null, null],
    );
  });

  it('maps a line to the one that says the same', () => {
    const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 12 });
    fc.assert(
      fc.property(texts, texts, (old, now) => {
        const mapped = now.map((_, at) => lineBefore(lines(...old), lines(...now), at + 1));
        const kept = mapped.flatMap((line, at) => (line === null ? [] : [{ line, said: now[at] }]));
        assert.ok(kept.every(({ line, said }) => old[line - 1] === said));
        const order = kept.map(({ line }) => line);
        assert.deepEqual(
          order,
          [...new Set(order)].sort((a, b) => a - b),
        );
        assert.ok(old.join() !== now.join() || kept.length === old.length);
      }),
    );
  });
});
