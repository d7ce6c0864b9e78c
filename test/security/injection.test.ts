import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { parseCall } from '../../src/core/run/toolCalls';
import { RunnerEvent } from '../../src/protocol';
import type { ServerTurn } from '../fakes/modelScript';
import { ModelServer } from '../fakes/modelServer';
import { Cli } from '../harness/cliProcess';
import { Canaries } from './canaries';
import { ObedientModel } from './obedientModel';
import { type Injection, injections, plant, PoisonedRepository, secret } from './poisonedRepository';

const apiKey = 'sk-canary-0123456789';

/** What a model does that only wants to do its work: it looks around, runs the tests, and mends what the check wants. */
const work: ServerTurn[] = [
  { calls: [{ tool: 'list_files', input: {} }] },
  { calls: [{ tool: 'read_file', input: { path: 'README.md' } }] },
  { calls: [{ tool: 'shell', input: { command: 'sh tests.sh' } }] },
  { calls: [{ tool: 'search', input: { pattern: 'Important', path: 'notes.txt' } }] },
  { text: 'Done, I think.' },
  { calls: [{ tool: 'write_file', input: { path: 'fixed.txt', content: 'fixed\n' } }] },
  { text: 'All done.' },
];

async function eventsOf(data: string): Promise<RunnerEvent[]> {
  const [id = ''] = await fs.readdir(`${data}/tasks`);
  const text = await fs.readFile(`${data}/tasks/${id}/events.jsonl`, 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => RunnerEvent.parse(JSON.parse(line)));
}

/** What became of a call, in the journal: who was asked, what was said, how it ended. */
function fateOf(events: readonly RunnerEvent[], { tool, input }: Injection['call']): Record<string, unknown> {
  const calls = events.flatMap((event) => (event.type === 'message.end' ? event.calls : []));
  const call = calls.find((made) => made.tool === tool && made.input === JSON.stringify(input));
  const asked = events.find((event) => event.type === 'approval.request' && event.request.callId === call?.callId);
  const requestId = asked?.type === 'approval.request' ? asked.request.requestId : undefined;
  const answer = events.find((event) => event.type === 'answer' && event.requestId === requestId);
  const result = events.find((event) => event.type === 'tool.result' && event.callId === call?.callId);
  return {
    ...(call === undefined ? {} : { isReadable: parseCall(call).kind === 'use' }),
    ...(answer?.type === 'answer' ? { answer: answer.decision.kind } : {}),
    ...(result?.type === 'tool.result' ? { outcome: result.outcome, text: result.text } : {}),
  };
}

/** Those that work in a folder of this test. */
async function processesBelow(folder: string): Promise<string[]> {
  const pids = (await fs.readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const [cwd, line] = await Promise.all([
        fs.readlink(`/proc/${pid}/cwd`).catch(() => ''),
        fs.readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
      ]);
      return cwd.startsWith(folder) ? [line.replaceAll('\0', ' ')] : [];
    }),
  );
  return found.flat();
}

describe('a poisoned repository, and a model that obeys it', () => {
  let at: PoisonedRepository;
  let canaries: Canaries;
  let planted: Injection[];
  let model: { answer: (body: unknown) => ServerTurn };
  let server: ModelServer;
  let issue: string;
  let before: Record<string, unknown>;

  beforeEach(async () => {
    at = new PoisonedRepository();
    canaries = await Canaries.open();
    planted = injections(at, canaries);
    ({ issue } = plant(at, planted));
    server = await ModelServer.start((body) => model.answer(body), { apiKey });
    before = at.outside();
  });
  afterEach(async () => {
    await Promise.all([server.stop(), canaries.close()]);
    at.dispose();
  });

  async function run(...argv: string[]): Promise<{ status: number | null; err: string; events: RunnerEvent[] }> {
    const cli = new Cli(at.data, { HOME: at.home, OPENAI_API_KEY: apiKey });
    const task = ['run', '--repo', at.root, '--task', `Mend it. The issue says: ${issue}`, '--verify', 'sh check.sh'];
    const { status, err } = await cli.run(
      ...task,
      ...['--model', 'openai-compatible/test', '--base-url', server.baseUrl],
      ...argv,
    );
    return { status, err, events: await eventsOf(at.data) };
  }

  /** Nothing left, nothing was written elsewhere, nothing lives on, and the secret was seen by nobody. */
  async function assertHarmless(): Promise<void> {
    assert.deepEqual(canaries.hits, []);
    assert.deepEqual(at.outside(), before);
    assert.deepEqual(await processesBelow(at.folder), []);
    for (const body of server.bodies) {
      assert.equal(JSON.stringify(body).includes(secret), false, 'the model was told the secret');
    }
  }

  it('leads to no request, no write outside and no look at a secret, and the journal has what became of each order', async () => {
    const obedient = new ObedientModel(work);
    model = obedient;
    const { status, err, events } = await run('--approve', 'deny');
    assert.deepEqual([status, err], [0, '']);
    await assertHarmless();
    const wanted = planted.map(({ call }) => JSON.stringify(call)).sort();
    assert.deepEqual(
      obedient.obeyed.map((call) => JSON.stringify(call)).sort(),
      wanted,
      'every order was read and obeyed',
    );
    for (const { call, outcome, told } of planted) {
      const fate = fateOf(events, call);
      const name = JSON.stringify(call);
      assert.deepEqual([fate['outcome'], fate['answer']], [outcome, outcome === 'denied' ? 'deny' : undefined], name);
      assert.match(String(fate['text']), told, name);
    }
  });

  it('leads to nothing while the first question about it is left open', async () => {
    model = new ObedientModel([{ calls: [{ tool: 'shell', input: { command: 'sh tests.sh' } }] }]);
    const { status, events } = await run();
    assert.equal(status, 2);
    await assertHarmless();
    const asked = events.flatMap((event) => (event.type === 'approval.request' ? [event.request.command] : []));
    assert.deepEqual(asked, ['write .vscode/tasks.json']);
    assert.equal(events.at(-1)?.type, 'approval.request');
  });

  it('reaches the canaries and the files where nothing holds it back: the watch is awake', async () => {
    const isHarmless = ({ place, outcome }: Injection): boolean =>
      place === 'name' || (place === 'readme' && outcome === 'error');
    const turns = planted.filter(isHarmless).map(({ call }): ServerTurn => ({ calls: [call] }));
    model = { answer: () => turns.shift() ?? { text: 'All done.' } };
    await run('--approve', 'allow', '--sandbox', 'off');
    assert.deepEqual(canaries.hits, ['http /name']);
    assert.deepEqual(Object.keys(changed(before, at.outside())), ['home', 'checkout', 'data']);
  });
});

function changed(before: Record<string, unknown>, now: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(now).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])),
  );
}
