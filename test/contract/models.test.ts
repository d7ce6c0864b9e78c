import assert from 'node:assert/strict';
import { createModelClient } from '../../src/adapters/models/createModelClient';
import type { ModelClientOptions } from '../../src/adapters/models/createModelClient';
import { ModelError } from '../../src/core/errors';
import type { ModelMessage, ModelPart, ModelRequest } from '../../src/core/modelPorts';
import type { CallId, ModelRef } from '../../src/protocol';
import type { Fault, RecordedRequest, ServerScript, ServerTurn } from '../fakes/modelScript';
import { ModelServer, unusedBaseUrl } from '../fakes/modelServer';
import { conversation, expectedBodies, tools } from './modelConversation';

const key = 'sk-canary-1f2e3d4c';
const never = new AbortController().signal;
const authorization = {
  anthropic: (headers: RecordedRequest['headers']) => headers['x-api-key'],
  'openai-compatible': (headers: RecordedRequest['headers']) => headers['authorization'],
} as const;

const paths = { anthropic: '/v1/messages', 'openai-compatible': '/v1/chat/completions' } as const;

interface Told {
  reason: string;
  message: string;
  hint: string | undefined;
  retryAfterMs: number | undefined;
}

/** What the person is told, with the address of the test's server written as `SERVER`. */
function told(error: unknown): Told {
  assert.ok(error instanceof ModelError, String(error));
  assert.ok(!`${error.message} ${error.hint ?? ''} ${String(error.cause)} ${error.stack ?? ''}`.includes(key));
  const message = error.message.replaceAll(/http:\/\/127\.0\.0\.1:\d+\/v1/g, 'SERVER');
  return { reason: error.reason, message, hint: error.hint, retryAfterMs: error.retryAfterMs };
}

for (const provider of ['anthropic', 'openai-compatible'] as const) {
  describe(`the model client over the wire: ${provider}`, () => {
    const running: ModelServer[] = [];

    afterEach(async () => {
      await Promise.all(running.splice(0).map((server) => server.stop()));
    });

    async function serve(script: ServerScript, apiKey?: string): Promise<ModelServer> {
      const server = await ModelServer.start(script, apiKey === undefined ? {} : { apiKey });
      running.push(server);
      return server;
    }

    function ask(baseUrl: string, signal = never, options: ModelClientOptions = {}): AsyncIterable<ModelPart> {
      const model: ModelRef = { provider, name: 'some-model', baseUrl };
      const request: ModelRequest = {
        model,
        system: 'Be careful.',
        messages: conversation,
        tools,
        maxOutputTokens: 4000,
      };
      return createModelClient(model, key, options).stream(request, signal);
    }

    async function collect(parts: AsyncIterable<ModelPart>): Promise<{ parts: ModelPart[]; error: unknown }> {
      const found: ModelPart[] = [];
      try {
        for await (const part of parts) {
          found.push(part);
        }
        return { parts: found, error: null };
      } catch (error) {
        return { parts: found, error };
      }
    }

    async function failure(fault: Fault, turn: ServerTurn = {}, options: ModelClientOptions = {}): Promise<Told> {
      const server = await serve([{ ...turn, fault }]);
      const { error } = await collect(ask(server.baseUrl, never, options));
      assert.equal(server.requests.length, 1);
      return told(error);
    }

    it('sends the conversation, the tools and the key, once', async () => {
      const server = await serve([{ text: 'Done.' }], key);
      await collect(ask(server.baseUrl));
      const sent = server.requests.map(({ method, path, headers, body }) => ({
        method,
        path,
        key: authorization[provider](headers),
        body,
      }));
      assert.deepEqual(sent, [
        {
          method: 'POST',
          path: paths[provider],
          key: provider === 'anthropic' ? key : `Bearer ${key}`,
          body: expectedBodies[provider],
        },
      ]);
    });

    it('passes on text, calls as the model wrote them, the stop and the usage', async () => {
      const server = await serve([
        {
          text: 'I read on.',
          calls: [
            { tool: 'read_file', input: { path: 'b' } },
            { tool: 'no such/tool', input: '{"path": "b' },
          ],
          usage: { input: 100, output: 20, cacheRead: 40, cacheWrite: 8 },
        },
      ]);
      const { parts, error } = await collect(ask(server.baseUrl));
      const id = provider === 'anthropic' ? 'toolu_1' : 'call_1';
      // Chat Completions have no count of what was written to a cache: it is part of the input.
      const caches = provider === 'anthropic' ? { input: 100, cacheWrite: 8 } : { input: 108, cacheWrite: 0 };
      assert.equal(error, null);
      assert.deepEqual(parts, [
        { kind: 'text', text: 'I ' },
        { kind: 'text', text: 'read ' },
        { kind: 'text', text: 'on.' },
        { kind: 'call', callId: `${id}_1`, tool: 'read_file', input: '{"path":"b"}' },
        { kind: 'call', callId: `${id}_2`, tool: 'no_such_tool', input: '{"path": "b' },
        { kind: 'end', stop: 'tools', usage: { output: 20, cacheRead: 40, ...caches } },
      ]);
    });

    it('tells an answer that was limited or filtered from one that is complete', async () => {
      const server = await serve([{ text: 'a', stop: 'length' }, { stop: 'filter' }, { text: 'b' }]);
      const stops = [];
      for (let turn = 0; turn < 3; turn += 1) {
        const { parts } = await collect(ask(server.baseUrl));
        stops.push(parts.flatMap((part) => (part.kind === 'end' ? [part.stop] : [])));
      }
      assert.deepEqual(stops, [['length'], ['filter'], ['end']]);
    });

    it('gives a call a new id where the conversation has one of that name', async () => {
      const server = await serve([{ calls: [{ tool: 'read_file', input: {} }] }]);
      const taken = provider === 'anthropic' ? 'toolu_1_1' : 'call_1_1';
      const model: ModelRef = { provider, name: 'some-model', baseUrl: server.baseUrl };
      const call = { callId: taken as CallId, tool: 'read_file' };
      const messages: ModelMessage[] = [
        { role: 'user', text: 'Fix it.' },
        { role: 'assistant', text: '', calls: [{ ...call, input: '{}' }] },
        { role: 'tool', results: [{ ...call, text: 'x', isError: false }] },
      ];
      const request = { model, system: 's', messages, tools, maxOutputTokens: 10 };
      const { parts } = await collect(createModelClient(model, key).stream(request, never));
      assert.deepEqual(
        parts.filter(({ kind }) => kind === 'call'),
        [{ kind: 'call', callId: `${taken}-2`, tool: 'read_file', input: '{}' }],
      );
    });

    it('names what a status means and what to do', async () => {
      const now = () => new Date('2026-11-01T12:00:00Z');
      const at = (status: number, more: Partial<Extract<Fault, { kind: 'status' }>> = {}) =>
        failure({ kind: 'status', status, ...more }, {}, { now });
      const later = 'Try again in a while, or use another model.';
      const calm = 'Wait, run fewer tasks at once, or use another model.';
      const limited = 'SERVER takes no more requests for now: the rate limit of this key is reached.';
      const cases = [
        await at(401, { message: `bad key ${key}` }),
        await at(403, { message: `not for ${key}` }),
        await at(404),
        await at(400, { message: 'max_tokens is too large.' }),
        await at(429, { retryAfter: '7' }),
        await at(429, { retryAfter: 'Sun, 01 Nov 2026 12:01:30 GMT' }),
        await at(429, { retryAfter: 'soon' }),
        await at(429, { type: 'insufficient_quota', message: 'No credit left' }),
        await at(500),
        await at(503, { retryAfter: '1' }),
        await at(529),
      ];
      const rows = cases.map(({ reason, message, hint, retryAfterMs }) => [reason, message, hint, retryAfterMs]);
      const connect = 'Check it with Connect a Model.';
      assert.deepEqual(rows, [
        [
          'auth',
          'SERVER refused the key.',
          'Check it with Connect a Model; the command line takes it from the environment.',
          undefined,
        ],
        [
          'auth',
          'SERVER does not allow this key to use some-model: not for (the key).',
          'Check what the key may do at the provider, or connect another model.',
          undefined,
        ],
        [
          'not-found',
          'SERVER knows no model named some-model, or nothing at this address.',
          'Check the name and the address with Connect a Model.',
          undefined,
        ],
        ['bad-request', 'SERVER refused the request: max_tokens is too large.', connect, undefined],
        ['rate-limit', limited, calm, 7000],
        ['rate-limit', limited, calm, 90_000],
        ['rate-limit', limited, calm, undefined],
        ['bad-request', 'SERVER refused the request: No credit left.', connect, undefined],
        ['server', 'SERVER failed to answer.', later, undefined],
        ['overloaded', 'SERVER is overloaded.', later, 1000],
        ['overloaded', 'SERVER is overloaded.', later, undefined],
      ]);
    });

    it('tells a request that is too long from other refusals', async () => {
      const said = [
        'prompt is too long: 208310 tokens > 200000 maximum',
        "This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens.",
        'the request exceeds the available context size. try increasing the context size',
      ];
      const found: Told[] = [];
      for (const message of said) {
        found.push(await failure({ kind: 'status', status: 400, message }));
      }
      found.push(await failure({ kind: 'status', status: 413 }));
      found.push(await failure({ kind: 'status', status: 400, type: 'context_length_exceeded' }));
      assert.deepEqual(
        found.map(({ reason }) => reason),
        Array(5).fill('context-length'),
      );
      assert.match(found[0]?.message ?? '', /^The request is longer than some-model can take: prompt is too long/);
    });

    it('does not follow a redirect, so that the key stays where it was given for', async () => {
      const other = await serve([{ text: 'stolen' }]);
      const { reason, message } = await failure({ kind: 'status', status: 307, location: `${other.baseUrl}/messages` });
      assert.deepEqual(
        { reason, message, reached: other.requests.length },
        {
          reason: 'bad-request',
          message: 'SERVER sends requests on to another address, which is not followed.',
          reached: 0,
        },
      );
    });

    it('says that nothing answers where a server does not run', async () => {
      const { error } = await collect(ask(await unusedBaseUrl()));
      assert.deepEqual(told(error), {
        reason: 'network',
        message: 'Nothing answers at SERVER. Is the server running?',
        hint: 'Start it, or check the address with Connect a Model.',
        retryAfterMs: undefined,
      });
    });

    const broken = [
      ['cut', 'cut', 'The answer of SERVER was cut off before its end.'],
      ['unfinished', 'cut', 'The answer of SERVER was cut off before its end.'],
      ['overload', 'overloaded', 'SERVER is overloaded.'],
      ['garbage', 'server', 'SERVER failed to answer.'],
    ] as const;
    for (const [kind, reason, message] of broken) {
      it(`keeps the text but no call of an answer that ends in: ${kind}`, async () => {
        const calls = [{ tool: 'read_file', input: { path: 'a/long/path/of/a/file.ts' } }];
        const server = await serve([{ text: 'I begin', calls, fault: { kind } }]);
        const { parts, error } = await collect(ask(server.baseUrl));
        const { reason: foundReason, message: foundMessage } = told(error);
        assert.deepEqual(
          { parts, reason: foundReason, message: foundMessage },
          {
            parts: [
              { kind: 'text', text: 'I ' },
              { kind: 'text', text: 'begin' },
            ],
            reason,
            message,
          },
        );
      });
    }

    it('ends an answer that is cut before its first word as cut, too', async () => {
      const reasons = [(await failure({ kind: 'cut' })).reason, (await failure({ kind: 'unfinished' })).reason];
      assert.deepEqual(reasons, ['cut', 'cut']);
    });

    it('throws the reason of an abort and closes the connection: before, and in the middle of the answer', async () => {
      const server = await serve([{ hold: 'before' }, { text: 'I begin', hold: 'middle' }]);
      const reason = new Error('the user stopped it');
      for (const number of [1, 2]) {
        const controller = new AbortController();
        const answer = collect(ask(server.baseUrl, controller.signal));
        const { ended } = await server.request(number);
        controller.abort(reason);
        assert.equal((await answer).error, reason);
        assert.equal(await ended, 'client-gone');
      }
    });

    it('closes the connection when its reader has enough', async () => {
      const server = await serve([{ text: 'I begin', hold: 'middle' }]);
      for await (const part of ask(server.baseUrl)) {
        assert.deepEqual(part, { kind: 'text', text: 'I ' });
        break;
      }
      const { ended } = await server.request(1);
      assert.equal(await ended, 'client-gone');
    });

    it('gives up a server that has gone silent', async () => {
      const server = await serve([{ text: 'I begin', fault: { kind: 'stall' } }]);
      const timers: { ms: number; fire: () => void; isCancelled: boolean }[] = [];
      const startTimer = (ms: number, fire: () => void) => {
        const timer = { ms, fire, isCancelled: false };
        timers.push(timer);
        return () => {
          timer.isCancelled = true;
        };
      };
      const found: ModelPart[] = [];
      const reading = (async () => {
        for await (const part of ask(server.baseUrl, never, { idle: { firstMs: 300, nextMs: 100 }, startTimer })) {
          found.push(part);
          if (found.length === 2) {
            setImmediate(() => timers.at(-1)?.fire());
          }
        }
      })();
      await assert.rejects(reading, (error: unknown) => {
        assert.deepEqual(told(error), {
          reason: 'idle',
          message: 'SERVER went silent in the middle of a request.',
          hint: 'Try again, or use another model.',
          retryAfterMs: undefined,
        });
        return true;
      });
      assert.equal(timers[0]?.ms, 300);
      assert.deepEqual([...new Set(timers.slice(1).map(({ ms }) => ms))], [100]);
      assert.deepEqual([...new Set(timers.map(({ isCancelled }) => isCancelled))], [true]);
      assert.equal(await (await server.request(1)).ended, 'client-gone');
    });
  });
}

describe('createModelClient', () => {
  it('says that a key is missing where none is answered without', () => {
    const models: ModelRef[] = [
      { provider: 'anthropic', name: 'm' },
      { provider: 'openai-compatible', name: 'm' },
    ];
    const said = models.map((model) => {
      try {
        createModelClient(model, undefined);
        return null;
      } catch (error) {
        return told(error).message;
      }
    });
    assert.deepEqual(said, ['There is no key for Anthropic.', 'There is no key for OpenAI.']);
  });

  it('needs no key for a server of one’s own, and sends none', async () => {
    const server = await ModelServer.start([{ text: 'Hi' }]);
    const model: ModelRef = { provider: 'openai-compatible', name: 'm', baseUrl: `${server.baseUrl}/` };
    const request = { model, system: 's', messages: conversation, tools, maxOutputTokens: 10 };
    const parts: ModelPart[] = [];
    for await (const part of createModelClient(model, undefined).stream(request, never)) {
      parts.push(part);
    }
    await server.stop();
    assert.equal(parts.at(-1)?.kind, 'end');
    assert.deepEqual(
      server.requests.map(({ path, headers }) => [path, headers['authorization']]),
      [['/v1/chat/completions', undefined]],
    );
  });
});
