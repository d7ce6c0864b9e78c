import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { RaceWatch } from '../../src/app/races/raceWatch';
import type { GroupId, RaceView } from '../../src/protocol';
import { builtProgram } from '../fakes/builtProgram';
import { MemoryLog } from '../fakes/memoryLog';
import type { ServerTurn } from '../fakes/modelScript';
import { RaceBench, racing, turnOf } from '../fakes/raceBench';
import { untilView } from '../harness/untilView';

const script = path.join(import.meta.dirname, '../fakes/killedRaceMain.ts');
const isNightly = process.env['BACKGROUND_AGENTS_NIGHTLY'] === '1';
const racers = { one: racing({ 'one.txt': '1\n' }), two: racing({ 'two.txt': '2\n' }) };

describe('A race whose process was killed', function () {
  this.timeout(180_000);
  let bench: RaceBench;

  afterEach(() => bench.close());

  /** Another process on the same data; resolves with how it ended. */
  async function killed(at: number | 'answered', groupId?: GroupId): Promise<NodeJS.Signals | number | null> {
    const { data, repo, server } = bench;
    const args = [data, repo.root, server.baseUrl, String(at), ...(groupId === undefined ? [] : [groupId])];
    const child = spawn(process.execPath, [builtProgram(script), ...args], { stdio: 'inherit' });
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return signal ?? code;
  }

  /** As a window that opens on the repository does. */
  async function opened(): Promise<RaceWatch> {
    await bench.reopen();
    const { services, repo } = bench;
    const watch = new RaceWatch({ ...services, log: new MemoryLog(), halves: () => false, fills: () => false }, [
      repo.root,
    ]);
    watch.begin();
    await services.fleet.takeUp({ roots: [repo.root] });
    return watch;
  }

  function asked(model: string): number {
    return bench.server.bodies.filter((body) => (body as { model: string }).model === model).length;
  }

  it('has each racer once, from the same snapshot, wherever its start was cut off', async () => {
    bench = await RaceBench.open(racers);
    // Before the second racer is made; when only one was begun.
    for (const at of isNightly ? [1, 2, 3, 4, 5, 6, 7, 8] : [5, 8]) {
      const [known, before] = [bench.services.races.list().length, [asked('one'), asked('two')]];
      bench.repo.write({ 'notes.txt': `as it was before call ${at}\n` });
      assert.equal(await killed(at), 'SIGKILL');
      bench.repo.write({ 'notes.txt': 'another\n' });
      const watch = await opened();
      const { races, store } = bench.services;
      const [race] = races.list();
      if (at < 3) {
        assert.equal(races.list().length, known);
        continue;
      }
      assert.ok(race !== undefined && races.list().length === known + 1);
      const ids = race.candidates.map(({ taskId }) => taskId);
      await Promise.all(ids.map((id) => untilView(bench.services, id, ({ state }) => state.kind === 'complete')));
      watch.dispose();
      const { snapshot } = race.point;
      assert.deepEqual(
        ids.map((id) => {
          const { app, run } = store.get(id);
          return [app.workspace?.repos[0].snapshot, run.files.map(({ path: file }) => file)];
        }),
        [
          [snapshot, ['one.txt']],
          [snapshot, ['two.txt']],
        ],
      );
      assert.equal(bench.repo.git('show', `${snapshot}:notes.txt`), `as it was before call ${at}\n`);
      assert.equal([...store.current.values()].filter(({ task }) => task.group?.groupId === race.groupId).length, 2);
      assert.deepEqual(
        [asked('one'), asked('two')],
        before.map((count) => count + 2),
      );
    }
  });

  it('pays the judge once for each order, and knows which order an answer is of', async () => {
    const judge = { isHeld: false, answered: [] as string[] };
    bench = await RaceBench.open((body) => (isJudge(body) ? verdict(body) : turnOf(body, racers)));
    function verdict(body: unknown): ServerTurn {
      const text = JSON.stringify(body);
      const order = text.indexOf('one.txt') < text.indexOf('two.txt') ? 'one first' : 'two first';
      if (judge.isHeld && judge.answered.length > 0) {
        return { text: 'Thinking.', hold: 'before' };
      }
      judge.answered.push(order);
      return { text: `Two is better.\nVERDICT: ${order === 'one first' ? 'SECOND' : 'FIRST'}` };
    }
    const groupId = await bench.services.races.start(bench.request(['one', 'two'], { verify: 'true' }));
    const [, two] = await finished(groupId);
    // Before the second of its tasks is made; with one answer there and the other one on its way.
    for (const at of isNightly ? ([2, 3, 4, 5, 6, 'answered'] as const) : ([5, 'answered'] as const)) {
      Object.assign(judge, { isHeld: true, answered: [] });
      await bench.services.close();
      assert.equal(await killed(at, groupId), 'SIGKILL');
      judge.isHeld = false;
      const watch = await opened();
      const { judge: judged } = await untilRace(groupId, (race) => race.judge?.pairs[0]?.outcome.kind !== 'open');
      watch.dispose();
      assert.deepEqual(judged?.pairs[0]?.outcome, { kind: 'better', taskId: two });
      assert.deepEqual(judge.answered.toSorted(), ['one first', 'two first']);
    }
  });

  async function finished(groupId: GroupId): Promise<string[]> {
    const { races, fleet } = bench.services;
    const ids = races.view(groupId).candidates.map(({ taskId }) => taskId);
    await Promise.all(ids.map((id) => fleet.settled(id)));
    await races.tend(groupId, { halves: false });
    return ids;
  }

  function untilRace(groupId: GroupId, isWanted: (race: RaceView) => boolean): Promise<RaceView> {
    const { store, groups, races } = bench.services;
    return new Promise((resolve) => {
      const look = (): void => {
        const race = races.view(groupId);
        if (isWanted(race)) {
          listening.forEach((each) => each.dispose());
          resolve(race);
        }
      };
      const listening = [store.onDidChange(look), groups.onDidChange(look)];
      look();
    });
  }
});

function isJudge(body: unknown): boolean {
  return (body as { model: string }).model === 'judge';
}
