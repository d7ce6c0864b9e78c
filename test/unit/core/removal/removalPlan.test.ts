import * as assert from 'node:assert/strict';
import { initialApp } from '../../../../src/core/run/appReducer';
import { initialRun } from '../../../../src/core/run/runReducer';
import { isUnapplied } from '../../../../src/core/removal/removalPlan';
import type { Landing, ObjectName, TaskView } from '../../../../src/protocol';
import { task, taskView } from '../views';

const name = (letter: string) => letter.repeat(40) as ObjectName;

function view(landing: Landing, changes: Partial<TaskView> = {}): TaskView {
  const run = { ...initialRun, files: [{ path: 'a', status: 'added' as const, added: 1, removed: 0 }] };
  return { ...taskView({ run, app: { ...initialApp, landing } }), ...changes };
}

describe('a change that would be lost with everything', () => {
  const applied = { root: '/x', before: name('a'), after: name('b'), files: [] };
  const part = { taken: name('c'), files: [], rest: 1 };
  const landed = {
    ...{ way: 'squash' as const, root: '/x', ref: 'refs/heads/main', from: name('a') },
    ...{ hooks: false, files: [], checkout: null, commits: [name('b')] },
  };

  it('is one that is neither in the files nor in the history', () => {
    const landings: Landing[] = [
      { kind: 'none' },
      { kind: 'applied', applied },
      { kind: 'applied', applied: { ...applied, part } },
      { kind: 'landed', landed, applied: null },
    ];
    assert.deepEqual(
      landings.map((landing) => isUnapplied(view(landing))),
      [true, false, true, false],
    );
  });

  it('is one that was changed again after it was applied or landed', () => {
    const checkpoint = { commit: name('d'), tree: name('e') };
    const later = (landing: Landing): boolean => {
      const { run } = view(landing);
      return isUnapplied(view(landing, { run: { ...run, checkpoint } }));
    };
    const results = (result: ObjectName): Landing[] => [
      { kind: 'applied', applied: { ...applied, result } },
      { kind: 'landed', landed: { ...landed, result }, applied: null },
    ];
    assert.deepEqual([...results(name('e')), ...results(name('f'))].map(later), [false, false, true, true]);
  });

  it('is none where nothing was changed, or the work was done in the files themselves', () => {
    const without = view({ kind: 'none' }, { run: initialRun });
    const here = view({ kind: 'none' }, { task: { ...task, place: 'here' } });
    assert.deepEqual([without, here].map(isUnapplied), [false, false]);
  });
});
