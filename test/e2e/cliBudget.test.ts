import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { ServerTurn } from '../fakes/modelScript';
import { ModelServer } from '../fakes/modelServer';
import type { Cli } from '../harness/cliProcess';
import { openSampleCli, type SampleCli } from '../harness/sampleCli';
import type { SampleRepository } from '../harness/sampleRepository';

const usage = { input: 20_000, output: 5_000 };
const read: ServerTurn = { calls: [{ tool: 'list_files', input: { path: '.' } }], usage };
const done: ServerTurn = { text: 'All done.', usage };
const write: ServerTurn = { calls: [{ tool: 'write_file', input: { path: 'made.txt', content: 'made\n' } }], usage };

describe('budgets in the terminal', () => {
  let place: SampleCli;
  let sample: SampleRepository;
  let data: string;
  let cli: Cli;
  let server: ModelServer | undefined;

  beforeEach(async () => {
    place = await openSampleCli({ OPENAI_API_KEY: 'key' });
    ({ sample, data, cli } = place);
  });

  afterEach(async () => {
    await cli.stop();
    await server?.stop();
    await place.close();
  });

  async function task(...turns: ServerTurn[]): Promise<string[]> {
    await server?.stop();
    server = await ModelServer.start(turns);
    const model = ['--model', 'openai-compatible/test', '--base-url', server.baseUrl];
    return ['--repo', sample.folder, '--task', 'Make it so', ...model, '--no-verify'];
  }

  async function set(settings: object): Promise<void> {
    await fs.mkdir(path.join(data, 'budgets'), { recursive: true });
    const whole = { task: {}, day: {}, prices: {}, ...settings };
    await fs.writeFile(path.join(data, 'budgets', 'settings.json'), JSON.stringify(whole));
  }

  it('stop a task before the request that could pass them, and go on with the same again', async () => {
    const run = await cli.run('run', ...(await task(write, read, done)), '--max-tokens', '60000');
    assert.equal(run.status, 2, run.err);
    assert.match(run.out, /^Waiting: 50k of 60k tokens used, go on\?$/m);
    assert.match(run.out, /^ {2}Continue adds 60k tokens\. The work so far is kept\.$/m);
    assert.equal(server?.bodies.length, 2);
    const answered = await cli.run('answer', await cli.newest(), 'continue');
    assert.equal(answered.status, 0, answered.err);
    assert.equal(server.bodies.length, 3);
    assert.match(answered.out, /^Usage: 60k tokens in, 15k out$/m);
  });

  it('show what a model of known price costs', async () => {
    await set({ prices: { test: { input: 2, output: 10 } }, task: { usd: 5 } });
    const run = await cli.run('run', ...(await task(write, done)));
    assert.equal(run.status, 0, run.err);
    assert.match(run.out, /^Usage: 40k tokens in, 10k out, \$0\.18$/m);
    const id = await cli.newest();
    assert.match((await cli.run('list')).out, /1 file \+1 −0 · \$0\.18$/m);
    assert.match((await cli.run('show', id)).out, /^Budget: {5}\$0\.18 of \$5\.00$/m);
    const { spent } = (await cli.json('show', id)) as { spent: unknown };
    assert.deepEqual(spent, { tokens: 50_000, microUsd: 180_000, unpricedTokens: 0, isEstimated: false });
  });

  it('come from what tasks of the repository have used, before another is started', async () => {
    const argv = await task(done, done, done);
    const estimate = (): Promise<string> =>
      cli.run('estimate', '--repo', sample.folder, '--task', 'Make it so too').then(({ out }) => out);
    const usual = '15k to 50k tokens (a rule of thumb for an ordinary task)\n';
    assert.equal(await estimate(), usual);
    for (let count = 1; count <= 3; count += 1) {
      assert.equal((await cli.run('run', ...argv)).status, 0);
    }
    assert.equal(await estimate(), 'about 25k tokens (25k to 25k in 3 similar tasks here)\n');
  });

  it('say that tokens stand for money where a price is unknown', async () => {
    const run = await cli.run('run', ...(await task(read, done)), '--budget-usd', '0.4');
    assert.equal(run.status, 2, run.err);
    assert.match(run.out, /^ {2}The price of this model is unknown, so tokens are limited in the place of \$0\.40\./m);
    assert.equal(server?.bodies.length, 1);
  });

  it('of a day hold for all tasks together', async () => {
    await set({ day: { tokens: 70_000 } });
    const argv = await task(done, done, done);
    assert.equal((await cli.run('run', ...argv)).status, 0);
    assert.equal((await cli.run('run', ...argv)).status, 0);
    const third = await cli.run('run', ...argv);
    assert.equal(third.status, 2, third.err);
    assert.match(third.out, /^The budget of the day is reached:$/m);
    assert.match(third.out, /^ {2}50k of 70k tokens used today\.$/m);
    assert.equal(server?.bodies.length, 2);
  });

  it('count in full what a killed process may have used', async () => {
    await set({ day: { tokens: 60_000 } });
    const run = cli.start('run', ...(await task({ ...done, hold: 'before' }, done, done)));
    await server?.request(1);
    run.signal('SIGKILL');
    await run.ended;
    const id = await cli.newest();
    const resumed = await cli.run('resume', id);
    assert.equal(resumed.status, 0, resumed.err);
    const { spent } = (await cli.json('show', id)) as { spent: { tokens: number; isEstimated: boolean } };
    assert.ok(spent.tokens > 25_000 + 16_000 && spent.isEstimated, JSON.stringify(spent));
    const next = await cli.run('run', '--repo', sample.folder, ...(await task(done)).slice(2));
    assert.equal(next.status, 2, next.err);
  });
});
