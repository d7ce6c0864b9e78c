import assert from 'node:assert/strict';
import type { ChosenHunk, GroupId, RaceOffer, TaskId } from '../../src/protocol';
import { RaceBench, racing } from '../fakes/raceBench';

const fixed = 'exports.average = (numbers) => numbers.reduce((a, b) => a + b) / numbers.length;\n';
const broken = 'exports.average = () => 0;\n';

describe('A composed result of a race', function () {
  this.timeout(180_000);
  let bench: RaceBench;

  afterEach(() => bench.close());

  async function raced(): Promise<{ groupId: GroupId; ids: TaskId[] }> {
    bench = await RaceBench.open({
      one: racing({ 'src/average.js': fixed, 'docs/one.md': 'one\n' }),
      two: racing({ 'src/average.js': broken, 'docs/two.md': 'two\n' }),
    });
    const { races, fleet } = bench.services;
    const groupId = await races.start(bench.request(['one', 'two']));
    const ids = races.view(groupId).candidates.map(({ taskId }) => taskId);
    await Promise.all(ids.map((taskId) => fleet.settled(taskId)));
    return { groupId, ids };
  }

  const placeIn = ({ files }: RaceOffer, path: string, taskId: TaskId | undefined): ChosenHunk => {
    const racer = files.find((file) => file.path === path)?.racers.find((each) => each.taskId === taskId);
    const [hunk] = racer?.hunks ?? [];
    assert.ok(hunk !== undefined && racer !== undefined, `${path} is not offered`);
    return { taskId: racer.taskId, path, key: hunk.key };
  };

  it('is a task of its own, whose checks run before it is applied, and outlives another process', async () => {
    const { groupId, ids } = await raced();
    const offer = await bench.services.arenas.offer(groupId);
    const chosen = [placeIn(offer, 'src/average.js', ids[0]), placeIn(offer, 'docs/two.md', ids[1])];
    await bench.services.arenas.take(groupId, chosen, true);
    await bench.reopen();
    const { arenas, store, fleet, groups, races } = bench.services;
    assert.deepEqual(groups.get(groupId).arena.chosen, chosen);
    const taskId = await arenas.compose(groupId);
    await fleet.settled(taskId);
    const view = store.get(taskId);
    assert.equal(view.state.kind === 'complete' ? view.state.result.kind : view.state.kind, 'verified');
    assert.deepEqual(
      view.run.files.map(({ path }) => path),
      ['docs/two.md', 'src/average.js'],
    );
    const [composed] = groups.get(groupId).arena.composed;
    assert.deepEqual([composed?.taskId, composed?.hunks], [taskId, chosen]);
    assert.deepEqual(
      races.view(groupId).candidates.map((candidate) => candidate.taskId),
      ids,
    );
    await fleet.apply(taskId);
    assert.deepEqual([bench.repo.read('src/average.js'), bench.repo.read('docs/two.md')], [fixed, 'two\n']);
    await fleet.undo(taskId);
    assert.notEqual(bench.repo.read('src/average.js'), fixed);
  });

  it('says what excludes each other, and makes no task of it; who is who stays hidden in its name', async () => {
    const { groupId, ids } = await raced();
    const { arenas, store } = bench.services;
    const offer = await arenas.offer(groupId);
    const both = ids.map((taskId) => placeIn(offer, 'src/average.js', taskId));
    await arenas.take(groupId, both, true);
    const { overlaps } = await arenas.offer(groupId);
    assert.deepEqual(overlaps, [{ path: 'src/average.js', line: 1, taskIds: ids }]);
    const before = store.current.size;
    await assert.rejects(arenas.compose(groupId), {
      reason: 'not-possible-now',
      message: /src\/average\.js at line 1/,
    });
    assert.equal(store.current.size, before);
    await arenas.blind(groupId, true);
    const [glance] = arenas.glances();
    assert.deepEqual(Object.values(glance?.names ?? {}).sort(), ['A', 'B']);
    await arenas.take(groupId, both.slice(1), false);
    const task = store.get(await arenas.compose(groupId)).task;
    assert.deepEqual(task.base?.kind === 'point' ? task.base.from : null, [
      { taskId: ids[0], label: glance?.names[ids[0] ?? ''] },
    ]);
  });
});
