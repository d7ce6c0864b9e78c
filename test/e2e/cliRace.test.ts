import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { RaceView } from '../../src/protocol';
import { knownRacers, oldAverage, raceFiles, turnOf } from '../fakes/raceBench';
import { ModelServer } from '../fakes/modelServer';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { TestRepo } from '../fakes/testRepo';
import { Cli } from '../harness/cliProcess';

describe('a race in the terminal', function () {
  this.timeout(240_000);
  let repo: TestRepo;
  let server: ModelServer;
  let data: string;
  let cli: Cli;
  let isHeld = false;

  beforeEach(async () => {
    isHeld = false;
    repo = TestRepo.with(raceFiles);
    data = await temporaryFolder();
    server = await ModelServer.start((body) => (isHeld ? { hold: 'before' } : turnOf(body, judged)));
    cli = new Cli(data, { OPENAI_API_KEY: 'key' });
  });

  afterEach(async () => {
    await cli.stop();
    await server.stop();
    await removeFolder(data);
    repo.dispose();
  });

  const answer = [{ text: 'The first one keeps every case.\n\nVERDICT: FIRST' }];
  const judged = { ...knownRacers, judge: answer };

  const race = (...argv: string[]): string[] => [
    ...['race', '--repo', repo.root, '--base-url', server.baseUrl, '--verify', 'node --test', '--sandbox', 'off'],
    ...argv,
  ];

  it('is run, compared, judged, listed, and its winner applied by the name of its model', async () => {
    const models = 'openai-compatible/careless,openai-compatible/best';
    const ran = await cli.run(...race('--models', models, '--judge', 'openai-compatible/judge', 'Mend average.'));
    assert.equal(ran.status, 0, ran.err);
    assert.match(ran.out, /^Race \w{8}: Mend average$/m);
    assert.match(ran.out, /^1\. best {2}12 lines in 2 files, 2 tests, no new dependency, verified, cost unknown$/m);
    assert.match(ran.out, /^2\. careless {2}8 lines in 2 files, 1 test, no new dependency, verified, cost unknown$/m);
    assert.match(ran.out, /^ {3}Verified by its checks\. Its code fails the tests of best\./m);
    assert.match(ran.out, /^best +exit 1, 1 failed, 3 passed +3 passed$/m);
    assert.match(ran.out, /^The judge judge on best and careless, asked in both orders: contradicts itself$/m);
    assert.match(ran.out, /^ {2}background-agents apply-worktree best$/m);
    const listed = await cli.run('races');
    assert.match(listed.out, /^\w{8} {2}Mend average\n +2 racers: 2 verified$/m);
    const name = /^Race (\w{8})/m.exec(ran.out)?.[1] ?? '';
    const view = RaceView.parse(await cli.json('compare', name));
    assert.deepEqual(
      view.candidates.map(({ label }) => label),
      ['careless', 'best'],
    );
    assert.equal(await fs.readFile(path.join(repo.root, 'src/average.js'), 'utf8'), oldAverage);
    const wrong = await cli.run('apply-worktree', 'bes', '--repo', repo.root);
    assert.deepEqual([wrong.status, wrong.err.split('\n')[1]], [1, 'Say which: careless, best.']);
    const applied = await cli.run('apply-worktree', 'best', '--repo', repo.root, '--discard-others');
    assert.equal(applied.status, 0, applied.err);
    assert.match(applied.out, /^Applied best\. Take it back with: background-agents undo \w+\nDiscarded careless\./m);
    assert.notEqual(await fs.readFile(path.join(repo.root, 'src/average.js'), 'utf8'), oldAverage);
  });

  it('is gone on with when the terminal that ran it was killed', async () => {
    isHeld = true;
    const killed = cli.start(...race('--models', 'openai-compatible/careless,openai-compatible/best', 'Mend average.'));
    await server.request(2);
    await killed.kill();
    isHeld = false;
    const name = /^Race (\w{8})/m.exec((await killed.ended).out)?.[1] ?? '';
    const left = await cli.run('compare', name);
    assert.match(left.out, new RegExp(`^  background-agents race --continue ${name}$`, 'm'));
    const ran = await cli.run('race', '--continue', name);
    assert.equal(ran.status, 0, ran.err);
    assert.match(ran.out, /^1\. best {2}12 lines in 2 files, 2 tests, no new dependency, verified, cost unknown$/m);
    assert.doesNotMatch(ran.out, /--continue/);
    assert.equal((await cli.run('races')).out.trim().split('\n').length, 2);
  });

  it('never passes the cap of all racers together', async () => {
    const ran = await cli.run(
      ...race('--models', 'openai-compatible/best', '--times', '3', '--cap-tokens', '2500', 'Mend average.'),
    );
    assert.equal(ran.status, 2, ran.err);
    const [only] = (await cli.run('races', '--json')).out.trim().split('\n');
    const view = RaceView.parse(JSON.parse(only ?? ''));
    assert.ok(view.spent.tokens <= 2500, `${view.spent.tokens} tokens`);
    assert.deepEqual(
      view.candidates.map(({ label }) => label),
      ['best #1', 'best #2', 'best #3'],
    );
  });
});
