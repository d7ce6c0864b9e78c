import assert from 'node:assert/strict';
import { candidateLine, cellLabel } from '../../src/core/races/raceLabels';
import { english } from '../../src/core/translate';
import type { GroupId, RaceView } from '../../src/protocol';
import { knownRacers, RaceBench } from '../fakes/raceBench';

const never = new AbortController().signal;

describe('A race of scripted models', function () {
  this.timeout(180_000);
  let bench: RaceBench;

  afterEach(() => bench.close());

  async function settled(groupId: GroupId): Promise<RaceView> {
    const { races, fleet } = bench.services;
    await Promise.all(races.view(groupId).candidates.map(({ taskId }) => fleet.settled(taskId)));
    await races.tend(groupId, { halves: false });
    await races.fill(groupId, never);
    return races.view(groupId);
  }

  it('starts all from one snapshot, whatever becomes of the checkout, and finds the known best', async () => {
    bench = await RaceBench.open(knownRacers);
    const { repo, services } = bench;
    repo.write({ 'notes.txt': 'not committed\n' });
    const starting = services.races.start(bench.request(Object.keys(knownRacers)));
    const groupId = await starting;
    repo.write({ 'notes.txt': 'changed since\n', 'more.txt': 'new since\n' });
    repo.commit('since');
    const view = await settled(groupId);
    const snapshots = view.candidates.map(({ taskId }) => services.store.get(taskId).app.workspace?.repos[0].snapshot);
    assert.deepEqual(snapshots, Array(4).fill(view.point.snapshot));
    assert.equal(repo.git('show', `${view.point.snapshot}:notes.txt`), 'not committed\n');
    const labelOf = new Map(view.candidates.map(({ taskId, label }) => [taskId, label]));
    assert.deepEqual(
      view.candidates.map((candidate) => [candidate.label, candidateLine(candidate, english)]),
      [
        ['dependent', '13 lines in 3 files, 2 tests, adds left-pad, verified, cost unknown'],
        ['cheat', '1 line in 1 file, no new tests, no new dependency, 1 test weakened, cost unknown'],
        ['careless', '8 lines in 2 files, 1 test, no new dependency, verified, cost unknown'],
        ['best', '12 lines in 2 files, 2 tests, no new dependency, verified, cost unknown'],
      ],
    );
    assert.deepEqual(
      view.ranking.ranked.map(({ taskId, place, tier }) => [place, tier, labelOf.get(taskId)]),
      [
        [1, 'verified', 'best'],
        [2, 'verified', 'dependent'],
        [3, 'verified', 'careless'],
        [4, 'weakened', 'cheat'],
      ],
    );
    assert.deepEqual(
      view.matrix.cells.map((cell) => cellLabel(cell, english)),
      [
        ...['3 passed', 'exit 1, 1 failed, 2 passed', 'exit 1, 1 failed, 3 passed', '3 passed'],
        ...['3 passed', '1 passed', '2 passed', '3 passed'],
        ...['4 passed', 'exit 1, 1 failed, 1 passed', '2 passed', '4 passed'],
        ...['3 passed', 'exit 1, 1 failed, 2 passed', 'exit 1, 1 failed, 3 passed', '3 passed'],
      ],
    );
    assert.deepEqual(
      view.equivalents.map(({ taskIds }) => taskIds),
      [],
    );
  });
});
