import * as assert from 'node:assert/strict';
import { initialApp } from '../../../../src/core/run/appReducer';
import { initialRun } from '../../../../src/core/run/runReducer';
import { possibleActions, shownActions } from '../../../../src/core/views/taskActions';
import { groupTasks } from '../../../../src/core/views/taskGroups';
import type { BaseMove, Landing, RunState, TaskState, TaskView } from '../../../../src/protocol';
import { task, taskView, workspace } from '../views';

const run = { ...initialRun, files: [{ path: 'a', status: 'added' as const, added: 1, removed: 0 }] };
const applied = { root: '/x', before: 'a'.repeat(40) as never, after: 'b'.repeat(40) as never, files: [] };

function actions(state: TaskState, landing: Landing, files: RunState = run): string[] {
  return [...possibleActions(taskView({ state, run: files, app: { ...initialApp, workspace, landing } }))];
}

describe('what can be done with a task', () => {
  it('follows from its status and from what was done with its result', () => {
    const none: Landing = { kind: 'none' };
    const failed: TaskState = { kind: 'failed', error: { domain: 'git', reason: 'x', message: 'x', audience: 'user' } };
    const complete: TaskState = { kind: 'complete', result: { kind: 'unverified' } };
    assert.deepEqual(actions({ kind: 'running', progress: null }, none), [
      'stop',
      'editAndRun',
      'reviewAll',
      'bring',
      'discard',
      'openWorktree',
      'openTerminal',
    ]);
    assert.deepEqual(actions(complete, none), [
      'editAndRun',
      'reviewAll',
      'apply',
      'applySome',
      'land',
      'update',
      'createPullRequest',
      'discard',
      'openWorktree',
      'openTerminal',
    ]);
    assert.deepEqual(actions(complete, none, initialRun), [
      'editAndRun',
      'update',
      'discard',
      'openWorktree',
      'openTerminal',
    ]);
    assert.deepEqual(actions(failed, none), [
      'retry',
      'editAndRun',
      'reviewAll',
      'apply',
      'applySome',
      'land',
      'bring',
      'update',
      'createPullRequest',
      'discard',
      'openWorktree',
      'openTerminal',
    ]);
    assert.deepEqual(actions(complete, { kind: 'applied', applied }), [
      'editAndRun',
      'reviewAll',
      'undoApply',
      'land',
      'handBack',
      'createPullRequest',
      'discard',
      'openWorktree',
      'openTerminal',
    ]);
  });

  it('has little in it for a task whose result is under way or gone', () => {
    const complete: TaskState = { kind: 'complete', result: { kind: 'unverified' } };
    assert.deepEqual(actions(complete, { kind: 'applying', applied }), []);
    assert.deepEqual(actions(complete, { kind: 'discarded', salvage: null, at: '', expired: false }), [
      'restore',
      'editAndRun',
    ]);
    assert.deepEqual(actions(complete, { kind: 'discarded', salvage: null, at: '', expired: true }), ['editAndRun']);
  });

  it('has an update in it where the branch is known to have moved, and the change goes with that', () => {
    const state: TaskState = { kind: 'complete', result: { kind: 'unverified' } };
    const view = taskView({ state, run, app: { ...initialApp, workspace } });
    const move: BaseMove = {
      head: 'a'.repeat(40) as BaseMove['head'],
      commits: 1,
      gone: 0,
      conflicts: [],
      canUpdate: true,
    };
    const offers = (of: BaseMove | null): boolean => shownActions(view, of).includes('update');
    assert.deepEqual([offers(null), offers(move), offers({ ...move, canUpdate: false })], [false, true, false]);
  });

  it('groups what waits for a person first, the newest first, and leaves out what is gone', () => {
    const view = (id: string, parts: Partial<TaskView>) =>
      taskView({ ...parts, task: { ...task, id: id as never, title: id } });
    const gone: Landing = { kind: 'discarded', salvage: null, at: '', expired: true };
    const groups = groupTasks([
      view('1', { state: { kind: 'queued' } }),
      view('2', { state: { kind: 'running', progress: null } }),
      view('3', { state: { kind: 'waiting', request: { kind: 'limit', requestId: 'r' as never, turns: 1 } } }),
      view('4', { state: { kind: 'stopped', by: 'user' }, app: { ...initialApp, landing: gone } }),
    ]);
    assert.deepEqual(
      groups.map(({ group, views }) => [group, ...views.map((one) => one.task.title)]),
      [
        ['waiting', '3'],
        ['running', '2', '1'],
      ],
    );
  });
});
