import assert from 'node:assert/strict';
import { candidateLine, cellLabel } from '../../src/core/races/raceLabels';
import { english } from '../../src/core/translate';
import type { GroupId, RaceView, TaskId } from '../../src/protocol';
import type { ServerTurn } from '../fakes/modelScript';
import { Crash } from '../fakes/crash';
import { finishing, knownRacers, oldAverage, RaceBench, racing, writing } from '../fakes/raceBench';
import { untilView } from '../harness/untilView';
import { createGit } from '../../src/adapters/git/createGit';
import { SystemIds } from '../../src/adapters/system/systemIds';
import { RaceStarts } from '../../src/app/races/raceStarts';

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

  it('goes on where it was cut off: each racer is made once, from the same snapshot', async () => {
    const racers = { one: racing({ 'one.txt': '1\n' }), two: racing({ 'two.txt': '2\n' }) };
    bench = await RaceBench.open(racers);
    const { repo, data } = bench;
    const outcomes: string[] = [];
    for (let before = 1; outcomes.at(-1) !== 'done'; before += 1) {
      repo.write({ 'notes.txt': `as it was before call ${before}\n` });
      const crash = new Crash(before);
      const begun: Promise<void>[] = [];
      const { services } = bench;
      const starts = new RaceStarts({
        ...services,
        ...{ git: createGit(), ids: new SystemIds() },
        held: { within: (_, act) => act().then(() => true) },
        groups: crash.around(services.groups),
        drafts: crash.around(services.drafts),
        fleet: crash.around({
          submit: (taskId: TaskId) => begun[begun.push(services.fleet.submit(taskId)) - 1] ?? Promise.resolve(),
        }),
      });
      const known = new Set(services.groups.current.keys());
      outcomes.push(await crash.run(starts.start(bench.request(['one', 'two'], { verify: 'true' }))));
      await Promise.allSettled(begun);
      await bench.reopen();
      repo.write({ 'notes.txt': 'another\n' });
      const { groups, races, fleet, store } = bench.services;
      const [groupId] = [...groups.current.keys()].filter((each) => !known.has(each));
      const [race] = races.list().filter((each) => each.groupId === groupId);
      if (groupId === undefined || race === undefined) {
        assert.equal(outcomes.at(-1), 'crashed');
        continue;
      }
      await races.tend(groupId, { halves: false });
      await Promise.all(race.candidates.map(({ taskId }) => fleet.submit(taskId)));
      const ended = await Promise.all(race.candidates.map(({ taskId }) => fleet.settled(taskId)));
      const snapshot = race.point.snapshot;
      assert.deepEqual(
        ended.map(({ state, app, run }) => [
          state.kind,
          app.workspace?.repos[0].snapshot,
          run.files.map(({ path }) => path),
        ]),
        [
          ['complete', snapshot, ['one.txt']],
          ['complete', snapshot, ['two.txt']],
        ],
      );
      assert.equal(repo.git('show', `${snapshot}:notes.txt`), `as it was before call ${before}\n`);
      const tasks = [...store.current.values()].filter(({ task }) => task.group?.groupId === groupId);
      assert.equal(tasks.length, 2);
    }
    assert.ok(outcomes.length > 8, `${outcomes.length} moments in ${data}`);
  });

  it('stops who is behind, keeps what they did, and says why', async () => {
    const stuck: ServerTurn[] = [
      { calls: [...writing({ 'src/average.js': oldAverage.replace('2', '4') }), finishing] },
      { text: 'Thinking.', hold: 'before' },
    ];
    bench = await RaceBench.open({ ...knownRacers, stuck });
    const { races, fleet, store } = bench.services;
    const limits = { maxTurns: 10, verifyRounds: 3 };
    const groupId = await races.start(bench.request(['stuck', 'best'], { limits }));
    const [behind, ahead] = races.view(groupId).candidates.map(({ taskId }) => taskId);
    assert.ok(behind !== undefined && ahead !== undefined);
    await fleet.settled(ahead);
    await untilView(bench.services, behind, ({ run }) => run.round === 1 && run.isAsking);
    assert.deepEqual(races.view(groupId).halving, [{ taskId: behind, why: 'verified-there', behind: ahead }]);
    await races.tend(groupId, { halves: true });
    const [candidate] = races.view(groupId).candidates;
    assert.deepEqual(
      [candidate?.state, candidate?.halved, candidate?.files.map(({ path }) => path)],
      [{ kind: 'stopped', by: 'user' }, { taskId: behind, why: 'verified-there', behind: ahead }, ['src/average.js']],
    );
    assert.deepEqual(bench.services.groups.get(groupId).race.unstopped, []);
    await fleet.retry(behind);
    await untilView(bench.services, behind, ({ state }) => state.kind === 'running');
    await races.tend(groupId, { halves: true });
    assert.equal(store.get(behind).state.kind, 'running');
  });

  it('has its winner applied by name, and the others discarded and brought back as one', async () => {
    bench = await RaceBench.open(knownRacers);
    const { races, store } = bench.services;
    const { root } = bench.repo;
    const older = await races.start(bench.request(['careless']));
    const groupId = await races.start(bench.request(['careless', 'best', 'best']));
    await Promise.all([settled(older), settled(groupId)]);
    assert.throws(() => races.winner('best', root), {
      message: 'Nothing was applied: “best” names 2 racers of Mend average.',
      hint: 'Say which: best #1, best #2.',
    });
    assert.throws(() => races.winner('nobody', root), { hint: 'Say which: careless, best #1, best #2.' });
    const { race, candidate } = races.winner('BEST #2', root);
    assert.deepEqual([race.groupId, candidate.label], [groupId, 'best #2']);
    assert.deepEqual(
      race.equivalents.map(({ taskIds, by }) => [taskIds.length, by]),
      [[2, 'tree']],
    );
    await races.apply(groupId, candidate.taskId);
    await races.discardOthers(groupId, candidate.taskId);
    const landings = () => races.view(groupId).candidates.map(({ landing }) => landing);
    assert.deepEqual([races.view(groupId).won, landings()], [candidate.taskId, ['discarded', 'discarded', 'applied']]);
    assert.equal(races.view(older).candidates[0]?.landing, 'none');
    assert.equal(await races.restoreOthers(groupId), 2);
    assert.deepEqual(landings(), ['none', 'none', 'applied']);
    assert.ok([...store.current.values()].every(({ app }) => app.workspace !== null));
  });

  it('runs no cell again that it knows, also in another process', async () => {
    bench = await RaceBench.open(knownRacers);
    const first = await settled(await bench.services.races.start(bench.request(['careless', 'best', 'best'])));
    const tried = () =>
      first.candidates.flatMap(({ taskId }) =>
        bench.services.store.events(taskId).filter(({ type }) => type === 'tryout.asked'),
      ).length;
    // The two that are the same share what is found out: their tests on one, one's tests on them.
    assert.equal(tried(), 2);
    await bench.reopen();
    const { races } = bench.services;
    assert.deepEqual(races.view(first.groupId), first);
    await races.fill(first.groupId, never);
    assert.equal(tried(), 2);
  });
});
