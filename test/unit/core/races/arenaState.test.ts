import assert from 'node:assert/strict';
import { foldArena, initialArena } from '../../../../src/core/races/arenaState';
import { racerNames } from '../../../../src/core/races/racerNames';
import { type ArenaEntry, ObjectName, TaskId } from '../../../../src/protocol';

const idOf = (index: number) => TaskId.parse(`01ARZ3NDEKTSV4RRFFQ69G5F${String(index).padStart(2, '0')}`);
const hunk = (index: number, key: string, path = 'a.ts') => ({ taskId: idOf(index), path, key: key.repeat(32) });

describe('what a person did on the page of a race', () => {
  it('keeps each chosen place once, until it is left again', () => {
    const commit = ObjectName.parse('a'.repeat(40));
    const entries: ArenaEntry[] = [
      { type: 'race.blinded', isBlind: true },
      { type: 'race.chosen', hunks: [hunk(1, 'a'), hunk(1, 'b')], isTaken: true },
      { type: 'race.chosen', hunks: [hunk(2, 'a'), hunk(1, 'a')], isTaken: true },
      { type: 'race.chosen', hunks: [hunk(1, 'a', 'b.ts')], isTaken: false },
      { type: 'race.composed', taskId: idOf(9), commit, hunks: [hunk(1, 'b')] },
      { type: 'race.chosen', hunks: [hunk(1, 'b')], isTaken: false },
    ];
    assert.deepEqual(entries.reduce(foldArena, initialArena), {
      isBlind: true,
      chosen: [hunk(2, 'a'), hunk(1, 'a')],
      composed: [{ taskId: idOf(9), commit, hunks: [hunk(1, 'b')] }],
    });
  });

  it('calls racers by letters that say nothing of who is who, the same ones each time', () => {
    const candidates = Array.from({ length: 16 }, (_, index) => ({ taskId: idOf(index), label: `model-${index}` }));
    const orders = ['one', 'another'].map((groupId) => [...racerNames({ groupId, candidates }, true)]);
    const letters = 'ABCDEFGHIJKLMNOP'.split('');
    for (const order of orders) {
      assert.deepEqual(
        order.map(([, name]) => name),
        letters,
      );
      assert.notDeepEqual(
        order.map(([taskId]) => taskId),
        candidates.map(({ taskId }) => taskId),
      );
    }
    assert.notDeepEqual(orders[0], orders[1]);
    assert.deepEqual([...racerNames({ groupId: 'one', candidates: [...candidates].reverse() }, true)], orders[0]);
    assert.deepEqual(racerNames({ groupId: 'one', candidates }, false).get(idOf(3)), 'model-3');
  });
});
