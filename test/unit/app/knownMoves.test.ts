import assert from 'node:assert/strict';
import { KnownMoves } from '../../../src/app/bases/knownMoves';
import { GitError } from '../../../src/core/errors';
import type { BaseMove, TaskId, TaskView } from '../../../src/protocol';
import { MemoryLog } from '../../fakes/memoryLog';
import { task, taskView } from '../core/views';

const move: BaseMove = {
  head: 'a'.repeat(40) as BaseMove['head'],
  commits: 2,
  gone: 0,
  conflicts: [],
  canUpdate: true,
};
const complete = { state: { kind: 'complete', result: { kind: 'unverified' } } } as const;
const ids = ['01JD0000000000000000000001', '01JD0000000000000000000002', '01JD0000000000000000000003'] as TaskId[];

function known(of: Partial<TaskView>[], look: (view: TaskView) => Promise<BaseMove | null>) {
  const views = of.map((parts, at) => taskView({ ...parts, task: { ...task, ...parts.task, id: ids[at] ?? task.id } }));
  const log = new MemoryLog();
  const store = { current: new Map(views.map((view) => [view.task.id, view])) };
  const moves = new KnownMoves({ store, baseMoves: { look }, log });
  const told: string[][] = [];
  moves.onDidChange(() => told.push([...moves.current.keys()]));
  return { moves, told, log, root: task.repos[0].root };
}

describe('KnownMoves', () => {
  it('looks at tasks at rest of the open folders, and tells only of news', async () => {
    const looked: string[] = [];
    const elsewhere = { ...task, repos: [{ root: '/elsewhere' }] } as TaskView['task'];
    const parts = [complete, { state: { kind: 'running', progress: null } as const }, { ...complete, task: elsewhere }];
    const { moves, told, root } = known(parts, ({ task: { id } }) => {
      looked.push(id);
      return Promise.resolve(move);
    });
    await Promise.all([moves.look([root]), moves.look([root])]);
    assert.deepEqual(looked, [ids[0], ids[0]]);
    assert.deepEqual([told, [...moves.current]], [[[ids[0]]], [[ids[0], move]]]);
    await moves.look([]);
    assert.deepEqual(told, [[ids[0]], []]);
  });

  it('passes over a task whose repository is gone, with a line in the log', async () => {
    const { moves, log, root } = known([complete, complete], ({ task: { id } }) =>
      id === ids[0] ? Promise.reject(new GitError('not-a-repository', 'It is gone.')) : Promise.resolve(move),
    );
    await moves.look([root]);
    assert.deepEqual([...moves.current.keys()], [ids[1]]);
    assert.equal(log.lines.length, 1);
  });
});
