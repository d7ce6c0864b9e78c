import assert from 'node:assert/strict';
import { nextStep } from '../../../../src/core/run/nextStep';
import { foldRun, initialRun } from '../../../../src/core/run/runReducer';
import { startingPointAt } from '../../../../src/core/run/startingPointAt';
import { forkedJournal } from '../../../../src/core/run/forkedJournal';
import { finalState, viewTask } from '../../../../src/core/views/taskView';
import {
  EventBody,
  type Receipt,
  type RunnerEvent,
  type RunState,
  TaskEntry,
  type Workspace,
} from '../../../../src/protocol';
import { task as sample } from '../journal';
import { workspace } from '../views';

const task = { ...sample, verify: 'npm test' };
const name = (letter: string) => letter.repeat(40);
const receipt = (tree: string, exitCode = 0): Receipt =>
  ({ command: 'npm test', exitCode, durationMs: 1, tree: name(tree), sandboxed: true, place: 'clean' }) as Receipt;
const point = (snapshot: string) => ({
  snapshot: name(snapshot),
  head: name(snapshot),
  headName: 'main',
  uncommitted: 0,
});
const updated = (tree: string, more: object = {}) => ({
  ...{ type: 'updated', commits: 2, base: { from: point('a'), to: point('b') }, changed: [], then: 'check' },
  ...{ checkpoint: { commit: name('c'), tree: name(tree) }, files: [], ...more },
});
const trying = { type: 'update.trying', head: name('b'), commit: name('d'), tree: name('e'), commands: ['npm test'] };
const checkpoint = { type: 'checkpoint', commit: name('1'), tree: name('2'), turn: 1 };
const verified = { type: 'finished', outcome: { kind: 'verified', receipt: receipt('2') } };
const complete = [{ type: 'user.message', text: 'Do it', source: 'prompt' }, checkpoint, verified];

function journal(bodies: readonly object[]): RunnerEvent[] {
  return bodies.map((body, at) => ({
    ...{ v: 1 as const, seq: at + 1, taskId: task.id, at: '2026-11-23T10:00:00.000Z' },
    ...EventBody.parse(body),
  }));
}

function run(...bodies: object[]): RunState {
  return journal(bodies).reduce(foldRun, initialRun);
}

const ready = { type: 'ready', sandbox: { kind: 'bubblewrap' }, resumed: true, fence: 2 };
const step = (...bodies: object[]) => nextStep(task, run(...complete, ...bodies)).kind;

describe('a base that moved, in the journal', () => {
  it('sends a complete task to its checks, and a stopped one nowhere', () => {
    assert.equal(step(updated('e')), 'check');
    assert.equal(step(updated('e'), ready), 'check');
    assert.equal(step(updated('e', { then: 'rest' })), 'done');
    assert.deepEqual(run(...complete, updated('e', { then: 'rest' })).outcome, { kind: 'stopped' });
  });

  it('asks a person when its check is red, unless the agent is to mend it', () => {
    const red = { type: 'check.result', checkId: 'k1', receipt: receipt('e', 1), tail: 'no' };
    const kept = { type: 'checkpoint', commit: name('c'), tree: name('e'), turn: 1 };
    assert.equal(step(updated('e'), kept, red), 'red-check');
    assert.equal(step(updated('e', { then: 'fix' }), kept, red), 'feedback');
  });

  it('is tried while the task stays complete, and again after a crash', () => {
    assert.deepEqual([step(trying), step(trying, ready)], ['trial', 'trial']);
    assert.deepEqual(run(...complete, trying, ready).outcome, verified.outcome);
    const green = { type: 'update.tried', receipts: [receipt('e')] };
    assert.equal(step(trying, ready, green), 'done');
    assert.deepEqual(run(...complete, trying, ready, green).trial?.receipts, [receipt('e')]);
    const stopped = { type: 'update.tried', receipts: [] };
    assert.deepEqual([step(trying, stopped), run(...complete, trying, stopped).trial], ['done', null]);
  });

  it('is verified by a green trial of exactly its files, and by no other', () => {
    const green = { type: 'update.tried', receipts: [receipt('e')] };
    assert.equal(step(trying, green, updated('e')), 'conclude');
    assert.equal(step(trying, green, updated('f')), 'check');
    assert.equal(step(trying, { type: 'update.tried', receipts: [receipt('e', 1)] }, updated('e')), 'check');
  });

  it('shows a trial as work, and the result as it was after it', () => {
    const entries = [
      { type: 'created', task },
      { type: 'prepared', workspace },
    ].map((body, at) => TaskEntry.parse({ v: 1, seq: at + 1, at: '2026-11-23T10:00:00.000Z', ...body }));
    const state = (...bodies: object[]) => viewTask(entries, journal([...complete, ...bodies]), true)?.state;
    const progress = { kind: 'checking', command: 'npm test', round: 1 };
    assert.deepEqual(state(trying, ready), { kind: 'running', progress });
    const after = state(trying, ready, { type: 'update.tried', receipts: [receipt('e')] });
    assert.deepEqual(after, finalState({ kind: 'verified', receipt: receipt('2') }));
  });

  it('says which base each step was made on, there and back again', () => {
    const back = { type: 'restored', toSeq: 2, what: 'files', checkpoint: null, files: [] };
    const over = { ...back, base: { from: point('b'), to: point('a') } };
    const events = journal([...complete, updated('e'), checkpoint, over, checkpoint]);
    const current = point('a') as Workspace['repos'][0];
    const at = (seq: number): string => startingPointAt(events, seq, current).snapshot;
    assert.deepEqual([1, 2, 3, 4, 5, 6, 7].map(at), ['a', 'a', 'a', 'b', 'b', 'a', 'a'].map(name));
    assert.equal(startingPointAt(journal(complete), 2, current).snapshot, name('a'));
    // A fork says the same of what it took over, with its own numbers.
    const trial = [trying, { type: 'update.tried', receipts: [receipt('e')] }];
    const forked = forkedJournal(journal([...complete, ...trial, updated('e'), back, checkpoint, over, checkpoint]));
    assert.deepEqual(
      forked.map((body) => [body.type, 'toSeq' in body ? body.toSeq : null]),
      [
        ...['user.message', 'checkpoint', 'finished', 'updated', 'checkpoint'].map((type) => [type, null]),
        ['restored', 2],
        ['checkpoint', null],
      ],
    );
  });
});
