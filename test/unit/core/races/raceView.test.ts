import assert from 'node:assert/strict';
import { initialApp } from '../../../../src/core/run/appReducer';
import { initialRun } from '../../../../src/core/run/runReducer';
import { foldRace, initialRace, type RaceState } from '../../../../src/core/races/foldRace';
import { candidateLine, cellLabel } from '../../../../src/core/races/raceLabels';
import { raceView } from '../../../../src/core/races/raceView';
import { english } from '../../../../src/core/translate';
import {
  type Group,
  GroupId,
  type RaceCell,
  type RaceEntry,
  RaceView,
  type TaskId,
  type TaskView,
} from '../../../../src/protocol';
import { task as usualTask, taskView } from '../views';
import { changeOf, idOf, receiptOf, treeOf } from './racers';

const letters = ['a', 'b', 'c'] as const;

const group: Group = {
  id: GroupId.parse('01JD8X00000000000000000R00'),
  kind: 'race',
  title: 'Fix totals',
  prompt: 'Fix totals.',
  root: '/repo',
  point: { snapshot: treeOf('s'), head: treeOf('h'), headName: 'main', uncommitted: 0 },
  createdAt: '2026-11-27T10:00:00.000Z',
};

const started: RaceEntry = {
  type: 'race.started',
  plan: {
    racers: letters.map((letter) => ({
      taskId: idOf(letter),
      label: `model-${letter}`,
      model: { provider: 'openai', name: letter },
    })),
    task: usualTask,
    cap: { usd: 1 },
  },
};

function folded(...entries: RaceEntry[]): RaceState {
  return [started, ...entries].reduce(foldRace, initialRace);
}

function verified(letter: string): TaskView {
  const receipt = receiptOf(letter, 0, { counts: { runner: 'mocha', passed: 7, failed: 0 } });
  const outcome = { kind: 'verified', receipt } as const;
  return taskView({
    task: { ...usualTask, id: idOf(letter) },
    state: { kind: 'complete', result: outcome },
    run: {
      ...initialRun,
      outcome,
      receipts: [receipt],
      files: [
        { path: 'src/a.js', status: 'modified', added: 40, removed: 1 },
        { path: 'test/a.test.js', status: 'added', added: 7, removed: 0 },
      ],
      budget: {
        ...initialRun.budget,
        ranMs: 1_000,
        spent: { ...initialRun.budget.spent, tokens: 500, microUsd: 40_000 },
      },
    },
  });
}

function viewOf(race: RaceState, views: TaskView[], answers: Record<string, string> = {}): RaceView {
  const tasks = new Map<TaskId, TaskView>(views.map((view) => [view.task.id, view]));
  const view = raceView(group, race, { views: tasks, answerOf: (taskId) => answers[taskId] ?? null });
  assert.ok(view);
  return RaceView.parse(view);
}

function measuredOf(...which: string[]): RaceEntry[] {
  return which.map((letter) => ({ type: 'race.measured', taskId: idOf(letter), change: changeOf(letter) }));
}

function ranCell(tests: string, code: string, exitCode: number): RaceCell {
  const receipts = [receiptOf('x', exitCode, { counts: { runner: 'mocha', passed: 5, failed: exitCode } })];
  return {
    ...{ tests: idOf(tests), code: idOf(code), testsTree: treeOf(tests), codeTree: treeOf(code), tree: treeOf('x') },
    outcome: { kind: 'ran', receipts },
  };
}

describe('a race as it is shown', () => {
  it('is nothing before the race has begun', () => {
    assert.equal(raceView(group, initialRace, { views: new Map(), answerOf: () => null }), null);
  });

  it('shows racers in the order as given, and one that was never made as such', () => {
    const view = viewOf(folded(...measuredOf('a')), [
      verified('a'),
      taskView({ task: { ...usualTask, id: idOf('b') } }),
    ]);
    assert.deepEqual(
      view.candidates.map((candidate) => candidateLine(candidate, english)),
      [
        '47 lines in 2 files, 2 tests, no new dependency, verified, $0.04',
        'no changes, at work',
        'no changes, not started',
      ],
    );
    assert.deepEqual(view.spent, { microUsd: 40_000, tokens: 500, isEstimated: false });
  });

  it('shows a complete racer as complete while the tests of another run beside it', () => {
    const one = verified('a');
    const ask = { tryoutId: 't', commit: treeOf('x'), tree: treeOf('x'), commands: ['npm test'], receipts: null };
    const busy = taskView({ ...one, state: { kind: 'running', progress: null }, run: { ...one.run, tryout: ask } });
    const race = folded(...measuredOf('a'));
    assert.deepEqual(viewOf(race, [busy]), viewOf(race, [one]));
  });

  it('says that a cost is unknown rather than nothing', () => {
    const one = verified('a');
    const spent = { ...one.run.budget.spent, unpricedTokens: 10 };
    const unpriced = { ...one, run: { ...one.run, budget: { ...one.run.budget, spent } } };
    const view = viewOf(folded(), [unpriced]);
    assert.deepEqual([view.candidates[0]?.microUsd, view.spent.microUsd], [null, null]);
    assert.deepEqual(
      view.candidates.slice(0, 1).map((candidate) => candidateLine(candidate, english)),
      ['47 lines in 2 files, verified, cost unknown'],
    );
  });

  it('fills the matrix from receipts and cells of the results of now', () => {
    const views = letters.map(verified);
    const stale = { ...ranCell('b', 'a', 0), codeTree: treeOf('z') };
    const race = folded(
      ...measuredOf('a', 'b', 'c'),
      { type: 'race.measured', taskId: idOf('c'), change: changeOf('c', { testFiles: [] }) },
      { type: 'race.cell', cell: ranCell('a', 'b', 1) },
      { type: 'race.cell', cell: stale },
      {
        type: 'race.cell',
        cell: { ...ranCell('b', 'c', 0), outcome: { kind: 'unmerged', obstacle: { reason: 'path', names: ['test'] } } },
      },
    );
    const { matrix } = viewOf(race, views);
    assert.deepEqual(
      matrix.cells.map((cell) => cellLabel(cell, english)),
      [
        ...['7 passed', 'exit 1, 1 failed, 5 passed', 'not run yet'],
        ...['not run yet', '7 passed', 'not run: in the way is test'],
        ...['no tests of its own', 'no tests of its own', '7 passed'],
      ],
    );
    assert.deepEqual({ open: matrix.open, isOn: matrix.isOn }, { open: 2, isOn: true });
  });

  it('knows no matrix of a racer that is not complete, was discarded, or is not measured', () => {
    const gone = verified('c');
    const discarded = { ...gone, app: { ...initialApp, landing: { kind: 'discarding', salvage: null } as const } };
    const { matrix } = viewOf(folded(...measuredOf('a', 'c')), [verified('a'), verified('b'), discarded]);
    assert.deepEqual(
      matrix.cells.map(({ outcome }) => outcome.kind),
      ['own', ...Array.from({ length: 8 }, () => 'unfinished')],
    );
  });

  it('groups results that are the same, and says by what', () => {
    const same = (letter: string, tree: string): RaceEntry => ({
      type: 'race.measured',
      taskId: idOf(letter),
      change: changeOf(tree, { digest: 'same' }),
    });
    const [a, b, c] = [verified('a'), verified('b'), verified('c')];
    const asA: TaskView = { ...b, run: { ...b.run, outcome: { kind: 'verified', receipt: receiptOf('a') } as const } };
    const race = folded(same('a', 'a'), same('b', 'a'), ...measuredOf('c'));
    assert.deepEqual(viewOf(race, [a, asA, c]).equivalents, [{ taskIds: [idOf('a'), idOf('b')], by: 'tree' }]);
    const formatted = folded(same('a', 'a'), same('b', 'b'), same('c', 'c'));
    assert.deepEqual(viewOf(formatted, [a, b, c]).equivalents, [{ taskIds: letters.map(idOf), by: 'format' }]);
  });

  it('shows what the judge said in both orders, and where it contradicts itself', () => {
    const judgements = [
      { taskId: idOf('p'), first: idOf('a'), second: idOf('b') },
      { taskId: idOf('q'), first: idOf('b'), second: idOf('a') },
    ];
    const race = folded({ type: 'race.judging', model: { provider: 'openai', name: 'judge' }, judgements });
    const judge = (letter: string, state: TaskView['state']) =>
      taskView({ task: { ...usualTask, id: idOf(letter) }, state });
    const answered = { kind: 'complete', result: { kind: 'answered' } } as const;
    const outcomeOf = (p: string, q: string) =>
      viewOf(race, [judge('p', answered), judge('q', answered)], { [idOf('p')]: p, [idOf('q')]: q }).judge?.pairs[0]
        ?.outcome;
    assert.deepEqual(
      [
        outcomeOf('Good.\n\nVERDICT: FIRST', 'VERDICT: SECOND'),
        outcomeOf('VERDICT: FIRST', '**VERDICT: FIRST**'),
        outcomeOf('VERDICT: NEITHER', 'VERDICT: NEITHER'),
        outcomeOf('VERDICT: FIRST', 'I take the first.'),
        outcomeOf('VERDICT: FIRST', 'VERDICT: FIRST\nVERDICT: SECOND'),
      ],
      [
        { kind: 'better', taskId: idOf('a') },
        { kind: 'split' },
        { kind: 'neither' },
        { kind: 'failed' },
        { kind: 'failed' },
      ],
    );
    const running = viewOf(race, [judge('p', answered), judge('q', { kind: 'queued' })], {
      [idOf('p')]: 'VERDICT: FIRST',
    });
    assert.deepEqual(running.judge?.pairs[0]?.outcome, { kind: 'open' });
  });
});
