import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import type { ModelClient, ModelPart } from '../../src/core/models/modelPorts';
import type { CallId } from '../../src/protocol';
import { apiKey, call, type Desk, done, type Ended, Place, shell } from '../e2e/badLuckPlace';
import type { ServerTurn } from '../fakes/modelScript';
import { AskingRunner } from './askingRunner';

const usage = { input: 20_000, output: 5_000 };
const once = shell('echo run >> runs.txt');
const failing = (status: number, retryAfter = '0'): ServerTurn => ({ fault: { kind: 'status', status, retryAfter } });
const faulty = (kind: 'cut' | 'unfinished' | 'garbage'): ServerTurn => ({ ...once, fault: { kind } });
const endless = (turn: ServerTurn): ServerTurn[] => Array.from({ length: 40 }, () => turn);
/** Something new each time, so that it goes in no circle. */
const busy = Array.from({ length: 40 }, (_, index) => ({ ...shell(`echo ${index} > ${index}.txt`), usage }));

const scripts: Record<string, ServerTurn[]> = {
  cut: [faulty('cut'), faulty('unfinished'), faulty('garbage'), once, failing(529), faulty('cut'), done],
  refused: endless(failing(401)),
  broken: endless(failing(500)),
  later: endless(failing(429, '86400')),
  circle: endless(call('read_file', { path: 'README.md' })),
  turns: busy,
  tokens: busy,
};

describe('a provider that fails, or a model that does not end', () => {
  let place: Place;
  const named = Object.fromEntries(Object.entries(scripts).map(([name, turns]) => [`«${name}»`, turns]));

  before(async () => (place = await Place.open(named)));
  after(() => place.close());

  async function run(name: string, ...argv: string[]): Promise<Ended & { desk: Desk; runs: string; asked: number }> {
    const desk = await place.desk({ OPENAI_API_KEY: apiKey });
    const ended = await desk.run(desk.task(`Do «${name}»`, ...argv));
    const runs = await fs.readFile(path.join(ended.shown.worktree ?? '', 'runs.txt'), 'utf8').catch(() => '');
    return { ...ended, desk, runs, asked: place.bodiesOf(`«${name}»`).length };
  }

  it('M03: runs no call of an answer that was cut, and none twice, whatever comes between', async () => {
    const { status, shown, desk, runs, asked } = await run('cut');
    assert.deepEqual([status, runs, asked], [0, 'run\n', 7]);
    const events = await desk.events(shown.id);
    const calls = events.flatMap((event) => (event.type === 'message.end' ? event.calls : []));
    assert.deepEqual([calls.length, events.filter(({ type }) => type === 'tool.intent').length], [1, 1]);
    assert.equal(events.filter(({ type }) => type === 'retry').length, 5);
  });

  it('M03: is asked once where the key is refused or it says to come tomorrow, and six times in all else', async () => {
    const reasons: [string, string, number][] = [
      ['refused', 'auth', 1],
      ['later', 'rate-limit', 1],
      ['broken', 'server', 6],
    ];
    await Promise.all(
      reasons.map(async ([name, reason, requests]) => {
        const { status, shown, asked } = await run(name);
        const { state } = shown;
        assert.deepEqual([status, state.kind === 'failed' && state.error.reason, asked], [1, reason, requests], name);
        assert.equal(state.kind === 'failed' && state.error.audience, 'user');
      }),
    );
  });

  it('M04: waits for a person where the model goes in circles, or needs more turns or tokens than it was given', async () => {
    const limits: [string, string, number, ...string[]][] = [
      ['circle', 'stalled', 4],
      ['turns', 'limit', 3, '--max-turns', '3'],
      ['tokens', 'budget', 2, '--max-tokens', '60000'],
    ];
    await Promise.all(
      limits.map(async ([name, kind, requests, ...argv]) => {
        const { status, shown, desk, asked } = await run(name, ...argv);
        const { state } = shown;
        assert.deepEqual([status, state.kind === 'waiting' && state.request.kind, asked], [2, kind, requests], name);
        assert.equal((await desk.cli.run('resume', shown.id)).status, 2);
        assert.equal(place.bodiesOf(`«${name}»`).length, requests, 'nobody allowed it to go on');
      }),
    );
  });
});

describe('calls that bear one name', () => {
  it('M02: are each run once, with an id and a result of their own, also those that write to one file at once', async () => {
    const end: ModelPart = { kind: 'end', stop: 'tools', usage: { ...usage, cacheRead: 0, cacheWrite: 0 } };
    const part = (tool: string, input: object): ModelPart => ({
      ...{ kind: 'call', callId: 'same' as CallId, tool, input: JSON.stringify(input) },
    });
    const edit = (from: string, to: string) => part('edit_file', { path: 'a.txt', old_text: from, new_text: to });
    const answers: ModelPart[][] = [
      [part('shell', { command: 'echo a >> runs.txt' }), part('shell', { command: 'echo b >> runs.txt' }), end],
      [edit('one', 'ONE'), edit('two', 'TWO'), edit('three', 'THREE'), end],
      [part('shell', { command: 'echo c >> runs.txt' }), end],
    ];
    const told: string[][] = [];
    const model: ModelClient = {
      async *stream({ messages }) {
        await Promise.resolve();
        told.push(messages.flatMap((each) => (each.role === 'tool' ? each.results.map(({ callId }) => callId) : [])));
        yield* answers.shift() ?? [{ ...end, stop: 'end' }];
      },
    };
    const at = await AskingRunner.open({ 'a.txt': 'one\ntwo\nthree\n' }, model, { isolation: 'sandbox' });
    try {
      at.start();
      await at.finished();
      const read = (name: string): Promise<string> => fs.readFile(path.join(at.prepared.worktree, name), 'utf8');
      assert.deepEqual([await read('runs.txt'), await read('a.txt')], ['a\nb\nc\n', 'ONE\nTWO\nTHREE\n']);
      const ids = at.of('tool.intent').map(({ callId }) => callId);
      assert.deepEqual([ids.length, new Set(ids).size], [6, 6]);
      assert.deepEqual([...new Set(told.at(-1))].sort(), [...ids].sort());
    } finally {
      await at.close();
    }
  });
});
