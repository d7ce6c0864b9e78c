import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { BadNetwork, type Passage } from '../fakes/badNetwork';
import { type Desk, done, Place, shell } from './badLuckPlace';

const once = shell('echo run >> runs.txt');

describe('a bad network between the agent and its model', () => {
  let place: Place;
  let desk: Desk;
  let network: BadNetwork;

  afterEach(async () => {
    await network.stop();
    place.assertKept();
    await place.close();
  });

  async function open(passages: readonly Passage[]): Promise<string[]> {
    place = await Place.open((body) => (JSON.stringify(body).includes('"role":"tool"') ? done : once));
    desk = await place.desk();
    network = await BadNetwork.start(place.server.baseUrl, passages);
    return desk
      .task('Do it', '--approve', 'allow', '--sandbox', 'off')
      .map((word) => (word === place.server.baseUrl ? network.baseUrl : word));
  }

  /** How often the model's command was run, and how often a request was sent again. */
  async function outcome(): Promise<{ state: string; runs: string; retries: number }> {
    const { id, state, worktree } = await desk.shown();
    const events = await desk.events(id);
    return {
      state: state.kind,
      runs: await fs.readFile(join(worktree ?? '', 'runs.txt'), 'utf8').catch(() => ''),
      retries: events.filter(({ type }) => type === 'retry').length,
    };
  }

  it('that lets bytes trickle one by one is waited for', async () => {
    const argv = await open([{ kind: 'trickle' }]);
    assert.equal((await desk.cli.run(...argv)).status, 0);
    assert.deepEqual(await outcome(), { state: 'complete', runs: 'run\n', retries: 0 });
  });

  it('that stalls in the middle of an answer is waited for, and the answer is whole', async () => {
    const argv = await open([{ kind: 'stall', after: 400 }]);
    const run = desk.cli.start(...argv);
    await network.stalled;
    network.release();
    assert.equal((await run.ended).status, 0);
    assert.deepEqual(await outcome(), { state: 'complete', runs: 'run\n', retries: 0 });
  });

  it('that stalls when the agent is killed costs no more than the answer, asked for again', async () => {
    const argv = await open([{ kind: 'stall', after: 400 }]);
    const run = desk.cli.start(...argv);
    await network.stalled;
    await run.kill();
    const { id } = await desk.shown();
    const resumed = await desk.cli.run('resume', id);
    assert.deepEqual([resumed.status, resumed.err], [0, '']);
    assert.deepEqual(await outcome(), { state: 'complete', runs: 'run\n', retries: 0 });
  });

  for (const kind of ['reset', 'close'] as const) {
    for (const [where, after] of [
      ['before a byte came back', 0],
      ['in the middle of the head', 40],
      ['in the middle of an answer', 400],
    ] as const) {
      it(`that is ${kind === 'reset' ? 'reset' : 'closed by a proxy'} ${where} is tried again, and the call runs once`, async () => {
        const argv = await open([{ kind, after }]);
        assert.equal((await desk.cli.run(...argv)).status, 0);
        assert.deepEqual(await outcome(), { state: 'complete', runs: 'run\n', retries: 1 });
      });
    }
  }
});
