import { initialArena } from '../../src/core/races/arenaState';
import { foldRace, initialRace } from '../../src/core/races/foldRace';
import { raceView } from '../../src/core/races/raceView';
import { racerNames } from '../../src/core/races/racerNames';
import { initialRun } from '../../src/core/run/runReducer';
import { Group, RaceView } from '../../src/protocol';
import type {
  AgentsWindowUpdate,
  ArenaState,
  FileChange,
  HunkLines,
  RaceEntry,
  RaceOffer,
  TaskId,
  TaskView,
} from '../../src/protocol';
import { task, taskView } from '../unit/core/views';
import { changeOf, idOf, receiptOf, treeOf } from '../unit/core/races/racers';

const letters = 'abcdefghjkmnpqrs'.split('');

const group = Group.parse({
  ...{ id: '01JD8X00000000000000000R00', kind: 'race', title: 'Ship orders of exactly 50.00 free' },
  ...{ prompt: 'Ship orders of exactly 50.00 free. Keep the tests green.', root: '/home/me/shop' },
  point: { snapshot: treeOf('s'), head: treeOf('h'), headName: 'main', uncommitted: 0 },
  createdAt: '2026-11-27T10:00:00.000Z',
});

const long = `src/${'a-folder-with-a-long-name/'.repeat(7)}totals.ts`;
const filesOf = (index: number): FileChange[] => [
  { path: 'src/shipping.ts', status: 'modified', added: 12 + index * 5, removed: 3 },
  { path: 'test/shipping.test.ts', status: 'added', added: 20, removed: 0 },
  ...(index === 1 ? [{ path: long, status: 'modified' as const, added: 4, removed: 90 }] : []),
];

/** The first is best, the second adds a dependency, the third fails the tests of the first, the last is at work. */
function member(letter: string, index: number, isLast: boolean): TaskView {
  const id = idOf(letter);
  const own = {
    ...task,
    id,
    title: `${task.title} (${labelOf(index)})`,
    group: { groupId: group.id, kind: 'race' as const, label: labelOf(index) },
  };
  const budget = { ...initialRun.budget, ranMs: 60_000 + index * 45_000 };
  const spent = { ...budget.spent, tokens: 50_000 * (index + 1), microUsd: 40_000 * (index + 1) };
  const run = { ...initialRun, files: filesOf(index), budget: { ...budget, spent } };
  if (isLast) {
    const counts = { runner: 'mocha' as const, passed: 31, failed: 2, total: 47 };
    const progress = { kind: 'checking' as const, command: 'npm test', round: 1, counts };
    return taskView({ task: own, state: { kind: 'running', progress }, run });
  }
  const receipt = receiptOf(letter, 0, { counts: { runner: 'mocha', passed: 47 + index, failed: 0 } });
  const outcome = { kind: 'verified', receipt } as const;
  return taskView({
    task: own,
    state: { kind: 'complete', result: outcome },
    run: { ...run, outcome, receipts: [receipt] },
  });
}

function labelOf(index: number): string {
  const names = ['claude-sonnet-5-5', 'gpt-5', 'gemini-pro-latest'];
  return names[index] ?? `gpt-5-mini #${index - 1}`;
}

const choice = (letter: string, key: string, path = 'src/shipping.ts') => ({
  ...{ taskId: idOf(letter), path, key: key.repeat(32) },
});

/** What the page is told of a race of so many racers. */
export function manyRacers(count: number, arena: Partial<ArenaState> = {}) {
  const racing = letters.slice(0, count);
  const views = racing.map((letter, index) => member(letter, index, index === count - 1 && count > 2));
  const ids: TaskId[] = views.map((view) => view.task.id);
  const done = racing.slice(0, count > 2 ? -1 : count);
  const entries: RaceEntry[] = [
    {
      type: 'race.started',
      plan: {
        racers: racing.map((letter, index) => {
          return { taskId: idOf(letter), label: labelOf(index), model: { provider: 'openai', name: labelOf(index) } };
        }),
        task,
        cap: { usd: 2 },
      },
    },
    ...done.map((letter, index): RaceEntry => {
      const change = changeOf(letter, { codeLines: 12 + index * 5, dependencies: index === 1 ? ['left-pad'] : [] });
      return { type: 'race.measured', taskId: idOf(letter), change };
    }),
    ...done.flatMap((tests) =>
      done
        .filter((code) => code !== tests)
        .map((code): RaceEntry => {
          const isRed = tests === 'a' && code === 'c';
          const counts = { runner: 'mocha' as const, passed: isRed ? 45 : 49, failed: isRed ? 2 : 0 };
          const failures = isRed ? [{ name: 'ships 50.00 free' }] : [];
          const receipts = [receiptOf(code, isRed ? 1 : 0, { counts, failures })];
          const between = { testsTree: treeOf(tests), codeTree: treeOf(code), tree: treeOf('x') };
          return {
            type: 'race.cell',
            cell: { tests: idOf(tests), code: idOf(code), ...between, outcome: { kind: 'ran', receipts } },
          };
        }),
    ),
  ];
  const race = raceView(group, entries.reduce(foldRace, initialRace), {
    views: new Map(views.map((view) => [view.task.id, view])),
    answerOf: () => null,
  });
  if (race === null) {
    throw new Error('The race has not begun.');
  }
  const state: ArenaState = { ...initialArena, ...arena };
  const names = Object.fromEntries(racerNames(race, state.isBlind));
  const { groupId, title } = { groupId: group.id, title: group.title };
  const updates: AgentsWindowUpdate[] = [
    { type: 'init', strings: {}, statusColors: 'brief', hasModel: true },
    { type: 'races', races: [{ groupId, title, isBlind: state.isBlind, names }] },
    { type: 'tasks', tasks: views },
    { type: 'showRace', groupId },
    { type: 'race', race: RaceView.parse(race), arena: state },
  ];
  return { groupId, ids, views, updates, choice };
}

const hunk = (key: string, line: number, [removed, added]: [number, number]) => ({
  ...{ key: key.repeat(32), line, removed, added, isWhole: false },
});

/** What can be taken of the first three racers. */
export function offerOf(more: Partial<RaceOffer> = {}): AgentsWindowUpdate[] {
  const racers = [
    { taskId: idOf('a'), status: 'modified' as const, hunks: [hunk('a', 12, [1, 2]), hunk('b', 40, [2, 0])] },
    { taskId: idOf('b'), status: 'modified' as const, hunks: [hunk('c', 12, [1, 1]), hunk('b', 40, [2, 0])] },
    { taskId: idOf('c'), status: 'modified' as const, hunks: [hunk('d', 12, [2, 4])] },
  ];
  const whole = { key: 'e'.repeat(32), line: 1, removed: 0, added: 20, isWhole: true };
  const files = [
    { path: 'src/shipping.ts', racers },
    { path: long, racers: [{ taskId: idOf('b'), status: 'added' as const, hunks: [whole] }] },
  ];
  const around = { above: ['export function isFree(total: number): boolean {'], below: ['}', ''], left: 0 };
  const line = (letter: string, key: string, change: Pick<HunkLines, 'removed' | 'added'>): HunkLines => ({
    ...{ taskId: idOf(letter), key: key.repeat(32), ...around, ...change },
  });
  const old = ['  return total > 5000;'];
  const lines = [
    line('a', 'a', { removed: old, added: ['  // Orders of exactly 50.00 are free too.', '  return total >= 5000;'] }),
    line('b', 'c', { removed: old, added: ['  return total > 4999;'] }),
    line('c', 'd', {
      removed: [...old, '}'],
      added: ['  const limit = 5000;', '  if (total === limit) return true;', '  return total > limit;', '}'],
    }),
    line('a', 'b', { removed: ['// TODO: ask about 50.00', '// TODO: remove'], added: [] }),
    line('b', 'b', { removed: ['// TODO: ask about 50.00', '// TODO: remove'], added: [] }),
  ];
  const offer: RaceOffer = { files, gaps: [{ taskId: idOf('d'), why: 'at-work' }], overlaps: [], gone: 0, ...more };
  return [
    { type: 'offer', groupId: group.id, offer },
    { type: 'hunkLines', groupId: group.id, path: 'src/shipping.ts', hunks: lines },
  ];
}
