import * as assert from 'node:assert/strict';
import { ModelServer } from '../fakes/modelServer';
import type { ServerTurn } from '../fakes/modelScript';
import type { Cli } from '../harness/cliProcess';
import { openSampleCli, type SampleCli } from '../harness/sampleCli';
import type { SampleRepository } from '../harness/sampleRepository';

const key = 'sk-canary-0123456789';
const done: ServerTurn = { text: 'All done.' };
const starting = (call: string): ServerTurn => ({
  text: 'A part of it.',
  calls: [{ tool: 'start_agent', input: { title: `Part ${call}`, prompt: `Write part ${call}.` } }],
});

describe('agents that start agents, from the command line', () => {
  let place: SampleCli;
  let sample: SampleRepository;
  let cli: Cli;
  let server: ModelServer | undefined;

  beforeEach(async () => {
    place = await openSampleCli({ OPENAI_API_KEY: key });
    ({ sample, cli } = place);
  });

  afterEach(async () => {
    await cli.stop();
    await server?.stop();
    await place.close();
  });

  async function run(script: (body: string) => ServerTurn, ...options: string[]) {
    server = await ModelServer.start((body) => script(JSON.stringify(body)), { apiKey: key });
    const model = ['--model', 'openai-compatible/test', '--base-url', server.baseUrl];
    return cli.run('run', '--repo', sample.folder, '--task', 'Do all of it', ...model, '--no-verify', ...options);
  }

  const listed = async () => (await cli.json('list')) as { title: string; state: { kind: string }; files: unknown[] }[];

  it('starts one, waits for it without a place, and reads what came of it', async () => {
    const told: string[] = [];
    const { status, out, err } = await run(
      (body) => {
        if (body.includes('Write part one.') && !body.includes('Do all of it')) {
          return body.includes('write_file') && body.includes('part.txt')
            ? done
            : { text: 'I write.', calls: [{ tool: 'write_file', input: { path: 'part.txt', content: 'one\n' } }] };
        }
        const [, agent] = /as agent (01[0-9A-Z]{24})/.exec(body) ?? [];
        if (agent === undefined) {
          return starting('one');
        }
        if (!body.includes('It changed no files') && !body.includes('Changed: 1 file')) {
          return { text: 'I wait.', calls: [{ tool: 'wait_for_agent', input: { agent } }] };
        }
        told.push(body);
        return done;
      },
      ...['--may-start', '1', '--max-tokens', '1000000'],
    );
    assert.equal(status, 0, err + out);
    assert.match(told[0] ?? '', /Changed: 1 file \+1/);
    assert.deepEqual(
      (await listed()).map(({ title, state, files }) => [title, state.kind, files.length]),
      [
        ['Part one', 'complete', 1],
        ['Do all of it', 'complete', 0],
      ],
    );
    assert.match((await cli.run('list')).out, /started by Do all of it/);
  });

  it('ends a fork bomb at what was allowed', async () => {
    let call = 0;
    const { status, err } = await run(
      (body) =>
        body.includes('No agent was started') || body.includes('may start no agents') ? done : starting(`${++call}`),
      ...['--may-start', '3:2', '--max-tokens', '10000000'],
    );
    assert.equal(status, 0, err);
    assert.equal((await listed()).length, 4);
  });

  it('gives no such tool to a task that may start none, and starts none without a budget', async () => {
    const { status } = await run(() => done);
    assert.equal(status, 0);
    assert.doesNotMatch(JSON.stringify(server?.bodies), /start_agent/);
    await server?.stop();
    const refused = await run(() => done, '--may-start', '2');
    assert.equal(refused.status, 1);
    assert.match(refused.err, /needs a budget/);
  });
});
