import assert from 'node:assert/strict';
import { createModelClient } from '../../src/adapters/models/createModelClient';
import type { ModelPart } from '../../src/core/models/modelPorts';
import type { ModelRef } from '../../src/protocol';
import type { Fault } from '../fakes/modelScript';
import { ModelServer, unusedBaseUrl } from '../fakes/modelServer';
import { conversation, expectedBodies, tools } from './modelConversation';
import { collect, key, keyOf, modelNames, ModelWire, never, paths, protocols, told } from './modelWire';

const later = 'Try again in a while, or use another model.';
const calm = 'Wait, run fewer tasks at once, or use another model.';

for (const protocol of protocols) {
  describe(`the model client over the wire: ${protocol}`, () => {
    const wire = new ModelWire(protocol);
    const name = modelNames[protocol];

    afterEach(() => wire.stop());

    it('sends the conversation, the tools and the key, once', async () => {
      const server = await wire.serve([{ text: 'Done.' }], key);
      await collect(wire.ask(server.baseUrl));
      const sent = server.requests.map(({ method, path, headers, body }) => ({
        method,
        path,
        key: keyOf(protocol, headers),
        body,
      }));
      assert.deepEqual(sent, [
        {
          method: 'POST',
          path: paths[protocol],
          key,
          body: expectedBodies[protocol],
        },
      ]);
    });

    it('passes on text, calls, the stop and the usage', async () => {
      const server = await wire.serve([
        {
          text: 'I read on.',
          calls: [
            { tool: 'read_file', input: { path: 'b' } },
            { tool: 'no such/tool', input: {} },
          ],
          callIds: ['one', 'two'],
          usage: { input: 100, output: 20, cacheRead: 40, cacheWrite: 8 },
        },
      ]);
      const { parts, error } = await collect(wire.ask(server.baseUrl));
      // Only one protocol counts what was written to a cache: in the others it is part of the input.
      const caches = protocol === 'anthropic' ? { input: 100, cacheWrite: 8 } : { input: 108, cacheWrite: 0 };
      assert.equal(error, null);
      assert.deepEqual(parts.map(withoutKept), [
        { kind: 'text', text: 'I ' },
        { kind: 'text', text: 'read ' },
        { kind: 'text', text: 'on.' },
        { kind: 'call', callId: 'one', tool: 'read_file', input: '{"path":"b"}' },
        { kind: 'call', callId: 'two', tool: 'no_such_tool', input: '{}' },
        { kind: 'end', stop: 'tools', usage: { output: 20, cacheRead: 40, ...caches } },
      ]);
    });

    it('M03: tells an answer that was limited or filtered from one that is complete', async () => {
      const server = await wire.serve([{ text: 'a', stop: 'length' }, { stop: 'filter' }, { text: 'b' }]);
      const stops = [];
      for (let turn = 0; turn < 3; turn += 1) {
        const { parts } = await collect(wire.ask(server.baseUrl));
        stops.push(parts.flatMap((part) => (part.kind === 'end' ? [part.stop] : [])));
      }
      assert.deepEqual(stops, [['length'], ['filter'], ['end']]);
    });

    it('M03: names what a status means and what to do', async () => {
      const now = () => new Date('2026-11-01T12:00:00Z');
      const at = (status: number, more: Partial<Extract<Fault, { kind: 'status' }>> = {}) =>
        wire.failure({ kind: 'status', status, ...more }, {}, { now });
      const limited = 'SERVER takes no more requests for now: the rate limit of this key is reached.';
      const cases = [
        await at(401, { message: `bad key ${key}` }),
        await at(403, { message: `not for ${key}` }),
        await at(404),
        await at(400, { message: 'max_tokens is too large.' }),
        await at(429, { retryAfter: '7' }),
        await at(429, { retryAfter: 'Sun, 01 Nov 2026 12:01:30 GMT' }),
        await at(429, { retryAfter: 'soon' }),
        await at(429, { headers: { 'retry-after-ms': '1500' }, retryAfter: '2' }),
        await at(429, { type: 'insufficient_quota', message: 'No credit left' }),
        await at(402, { message: 'No credit left' }),
        await at(500),
        await at(503, { retryAfter: '1' }),
        await at(529),
      ];
      const rows = cases.map(({ reason, message, hint, retryAfterMs }) => [reason, message, hint, retryAfterMs]);
      const connect = 'Check it with Connect a Model.';
      const credit = 'Add credit to the account at the provider, or go on with another model.';
      assert.deepEqual(rows, [
        [
          'auth',
          'SERVER refused the key.',
          'Check it with Connect a Model; the command line takes it from the environment.',
          undefined,
        ],
        [
          'auth',
          `SERVER does not allow this key to use ${name}: not for (the key).`,
          'Check what the key may do at the provider, or connect another model.',
          undefined,
        ],
        [
          'not-found',
          `SERVER knows no model named ${name}, or nothing at this address.`,
          'Check the name and the address with Connect a Model.',
          undefined,
        ],
        ['bad-request', 'SERVER refused the request: max_tokens is too large.', connect, undefined],
        ['rate-limit', limited, calm, 7000],
        ['rate-limit', limited, calm, 90_000],
        ['rate-limit', limited, calm, undefined],
        ['rate-limit', limited, calm, 1500],
        ['bad-request', 'SERVER refused the request: No credit left.', credit, undefined],
        ['bad-request', 'SERVER refused the request: No credit left.', credit, undefined],
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
        'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
      ];
      const found = [];
      for (const message of said) {
        found.push(await wire.failure({ kind: 'status', status: 400, message }));
      }
      found.push(await wire.failure({ kind: 'status', status: 413 }));
      found.push(await wire.failure({ kind: 'status', status: 400, type: 'context_length_exceeded' }));
      assert.deepEqual(
        found.map(({ reason }) => reason),
        Array(6).fill('context-length'),
      );
      const [first] = found;
      assert.equal(first?.message.startsWith(`The request is longer than ${name} can take: prompt is too long`), true);
    });

    it('X10: does not follow a redirect, so that the key stays where it was given for', async () => {
      const other = await wire.serve([{ text: 'stolen' }]);
      const { reason, message } = await wire.failure({
        kind: 'status',
        status: 307,
        location: `${other.baseUrl}/messages`,
      });
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
      const { error } = await collect(wire.ask(await unusedBaseUrl()));
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
      it(`M03: keeps the text but no call of an answer that ends in: ${kind}`, async () => {
        const calls = [{ tool: 'read_file', input: { path: 'a/long/path/of/a/file.ts' } }];
        const server = await wire.serve([{ text: 'I begin', calls, fault: { kind } }]);
        const { parts, error } = await collect(wire.ask(server.baseUrl));
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

    it('tells an overload in the place of the first word from a cut', async () => {
      const { reason, message } = await wire.failure({ kind: 'overload' });
      assert.deepEqual({ reason, message }, { reason: 'overloaded', message: 'SERVER is overloaded.' });
    });

    it('ends an answer that is cut before its first word as cut, too', async () => {
      const reasons = [
        (await wire.failure({ kind: 'cut' })).reason,
        (await wire.failure({ kind: 'unfinished' })).reason,
      ];
      assert.deepEqual(reasons, ['cut', 'cut']);
    });

    it('throws the reason of an abort and closes the connection: before, and in the middle of the answer', async () => {
      const server = await wire.serve([{ hold: 'before' }, { text: 'I begin', hold: 'middle' }]);
      const reason = new Error('the user stopped it');
      for (const number of [1, 2]) {
        const controller = new AbortController();
        const answer = collect(wire.ask(server.baseUrl, { signal: controller.signal }));
        const { ended } = await server.request(number);
        controller.abort(reason);
        assert.equal((await answer).error, reason);
        assert.equal(await ended, 'client-gone');
      }
    });

    it('closes the connection when its reader has enough', async () => {
      const server = await wire.serve([{ text: 'I begin', hold: 'middle' }]);
      for await (const part of wire.ask(server.baseUrl)) {
        assert.deepEqual(part, { kind: 'text', text: 'I ' });
        break;
      }
      const { ended } = await server.request(1);
      assert.equal(await ended, 'client-gone');
    });

    it('M03: gives up a server that has gone silent', async () => {
      const server = await wire.serve([{ text: 'I begin', fault: { kind: 'stall' } }]);
      const timers: { ms: number; fire: () => void; isCancelled: boolean }[] = [];
      const startTimer = (ms: number, fire: () => void) => {
        const timer = { ms, fire, isCancelled: false };
        timers.push(timer);
        return { restart: () => undefined, cancel: () => (timer.isCancelled = true) };
      };
      const found: ModelPart[] = [];
      const reading = (async () => {
        for await (const part of wire.ask(server.baseUrl, { idle: { firstMs: 300, nextMs: 100 }, startTimer })) {
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

/** What has to be sent back is looked at elsewhere. */
function withoutKept(part: ModelPart): ModelPart {
  return part.kind === 'end' ? { kind: part.kind, stop: part.stop, usage: part.usage } : part;
}

describe('createModelClient', () => {
  it('says that a key is missing where none is answered without', () => {
    const models: ModelRef[] = [
      { provider: 'anthropic', name: 'm' },
      { provider: 'openai-compatible', name: 'm' },
      { provider: 'openai', name: 'm' },
      { provider: 'google', name: 'm' },
      { provider: 'mistral', name: 'm' },
      { provider: 'xai', name: 'm' },
      { provider: 'deepseek', name: 'm' },
      { provider: 'azure', name: 'm' },
    ];
    const said = models.map((model) => {
      try {
        createModelClient(model, undefined);
        return null;
      } catch (error) {
        return told(error).message;
      }
    });
    const who = ['Anthropic', 'OpenAI', 'OpenAI', 'Google', 'Mistral', 'xAI', 'DeepSeek', 'Azure OpenAI'];
    assert.deepEqual(
      said,
      who.map((label) => `There is no key for ${label}.`),
    );
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

describe('the model client over the wire: the providers that speak another one’s protocol', () => {
  const spoken = [
    ['mistral', '/v1/chat/completions'],
    ['deepseek', '/v1/chat/completions'],
    ['xai', '/v1/responses'],
    ['azure', '/v1/responses'],
  ] as const;
  for (const [provider, path] of spoken) {
    it(`has a model of ${provider} call a tool and read its result`, async () => {
      const calls = [{ tool: 'read_file', input: { path: 'b' } }];
      const server = await ModelServer.start([{ text: 'Hi', calls, callIds: ['callabcde'] }], { apiKey: key });
      const model: ModelRef = { provider, name: 'some-model', baseUrl: server.baseUrl };
      const request = { model, system: 's', messages: conversation, tools, maxOutputTokens: 10 };
      const { parts, error } = await collect(createModelClient(model, key).stream(request, never));
      await server.stop();
      assert.equal(error, null);
      assert.deepEqual(
        parts.filter(({ kind }) => kind !== 'end'),
        [
          { kind: 'text', text: 'Hi' },
          { kind: 'call', callId: 'callabcde', tool: 'read_file', input: '{"path":"b"}' },
        ],
      );
      assert.deepEqual(
        server.requests.map((sent) => sent.path),
        [path],
      );
    });
  }
});

describe('the model client over the wire: what only Google says', () => {
  const wire = new ModelWire('google');

  afterEach(() => wire.stop());

  it('waits as long as the details of an error ask for, and knows a key that is none', async () => {
    const quota = {
      code: 429,
      message: 'Quota exceeded.',
      status: 'RESOURCE_EXHAUSTED',
      details: [
        { '@type': 'type.googleapis.com/google.rpc.QuotaFailure' },
        { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.5s' },
      ],
    };
    const invalid = {
      code: 400,
      message: 'API key not valid.',
      status: 'INVALID_ARGUMENT',
      details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }],
    };
    const found = [
      await wire.failure({ kind: 'status', status: 429, body: { error: quota } }),
      await wire.failure({ kind: 'status', status: 400, body: { error: invalid } }),
    ];
    assert.deepEqual(
      found.map(({ reason, retryAfterMs }) => [reason, retryAfterMs]),
      [
        ['rate-limit', 34_500],
        ['auth', undefined],
      ],
    );
  });
});
