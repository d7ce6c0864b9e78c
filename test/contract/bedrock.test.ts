import assert from 'node:assert/strict';
import { createModelClient } from '../../src/adapters/models/createModelClient';
import type { ModelMessage, ModelRequest } from '../../src/core/models/modelPorts';
import { type CallId, ImageDigest, type ImageRef, type ModelRef } from '../../src/protocol';
import { type BedrockAnswer, type BedrockEvent, BedrockServer, eventStream, signatureOf } from '../fakes/bedrockServer';
import { conversation, tools } from './modelConversation';
import { collect, key, never, told } from './modelWire';

const claude = 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0';
const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const signing = `AKIDEXAMPLE000000000:${secret}`;

const usage: BedrockEvent = [
  'metadata',
  { usage: { inputTokens: 10, outputTokens: 5, totalTokens: 15, cacheReadInputTokens: 3, cacheWriteInputTokens: 2 } },
];
const whole: readonly BedrockEvent[] = [
  ['messageStart', { role: 'assistant' }],
  ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'I look' } }],
  ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: ' — twice.' } }],
  ['contentBlockStop', { contentBlockIndex: 0 }],
  ['contentBlockStart', { contentBlockIndex: 1, start: { toolUse: { toolUseId: 'tooluse_a', name: 'read_file' } } }],
  ['contentBlockDelta', { contentBlockIndex: 1, delta: { toolUse: { input: '{"path"' } } }],
  ['contentBlockDelta', { contentBlockIndex: 1, delta: { toolUse: { input: ':"b"}' } } }],
  ['contentBlockStop', { contentBlockIndex: 1 }],
  ['messageStop', { stopReason: 'tool_use' }],
  usage,
];
const answer = [
  { kind: 'text', text: 'I look' },
  { kind: 'text', text: ' — twice.' },
  { kind: 'call', callId: 'tooluse_a', tool: 'read_file', input: '{"path":"b"}' },
  { kind: 'end', stop: 'tools', usage: { input: 10, output: 5, cacheRead: 3, cacheWrite: 2 } },
];

describe('Amazon Bedrock, over the wire', () => {
  const servers: BedrockServer[] = [];

  afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));

  async function ask(answers: readonly BedrockAnswer[], options: { apiKey?: string; name?: string } = {}) {
    const server = await BedrockServer.start(answers);
    servers.push(server);
    const model: ModelRef = { provider: 'bedrock', name: options.name ?? claude, baseUrl: server.baseUrl };
    const client = createModelClient(model, options.apiKey ?? key);
    const say = (messages: readonly ModelMessage[], images: ModelRequest['images'] = new Map()) =>
      collect(client.stream({ model, system: 'Be careful.', messages, tools, maxOutputTokens: 4000, images }, never));
    return { server, model, say, ...(await say(conversation)) };
  }

  it('is sent a conversation once, with a bearer’s key and marks where a cache may begin', async () => {
    const { server, parts, error } = await ask([{ events: whole }]);
    assert.equal(error, null);
    assert.deepEqual(parts, answer);
    const point = { cachePoint: { type: 'default' } };
    assert.deepEqual(
      server.requests.map(({ path, headers, body }) => ({ path, key: headers.authorization, body })),
      [
        {
          path: `/model/${encodeURIComponent(claude)}/converse-stream`,
          key: `Bearer ${key}`,
          body: {
            system: [{ text: 'Be careful.' }, point],
            additionalModelResponseFieldPaths: ['/delta/stop_sequence'],
            inferenceConfig: { maxTokens: 4000 },
            toolConfig: {
              tools: [
                {
                  toolSpec: {
                    name: 'read_file',
                    description: 'Reads a file.',
                    inputSchema: { json: tools[0]?.inputSchema },
                  },
                },
              ],
            },
            messages: [
              { role: 'user', content: [{ text: 'Fix it.' }, point] },
              {
                role: 'assistant',
                content: [
                  { text: 'I look.' },
                  { toolUse: { toolUseId: 'c1', name: 'read_file', input: { path: 'a' } } },
                  { toolUse: { toolUseId: 'c2', name: 'read_file', input: { unreadable: '{"path": oops' } } },
                ],
              },
              {
                role: 'user',
                content: [
                  { toolResult: { toolUseId: 'c1', content: [{ text: 'content of a' }] } },
                  { toolResult: { toolUseId: 'c2', content: [{ text: 'not valid JSON' }] } },
                  { text: 'Go on.' },
                  point,
                ],
              },
            ],
          },
        },
      ],
    );
  });

  it('is signed with the parts of a key, which never leave the machine', async () => {
    for (const [token, apiKey] of [
      [undefined, signing],
      ['FwoGZXIvYXdzEXAMPLE', `${signing}:FwoGZXIvYXdzEXAMPLE`],
    ] as const) {
      const { server, parts } = await ask([{ events: whole }], { apiKey });
      assert.deepEqual(parts, answer);
      const [request] = server.requests;
      assert.ok(request !== undefined);
      const { given, right } = signatureOf(request, secret);
      assert.equal(given, right);
      assert.equal(request.headers['x-amz-security-token'], token);
      assert.match(request.headers.authorization ?? '', /\/us-east-1\/bedrock\/aws4_request/);
      assert.ok(!JSON.stringify(request).includes(secret));
    }
  });

  it('is read alike in pieces of any size, and never taken for whole where it is cut', async () => {
    const bytes = eventStream(whole);
    for (const pieces of [1, 7, 100]) {
      assert.deepEqual((await ask([{ events: whole, pieces }])).parts, answer, `${pieces} bytes`);
    }
    const before = eventStream(whole.slice(0, -2)).length;
    for (let cut = 0; cut <= before; cut += 23) {
      for (const cleanly of [true, false]) {
        const { parts, error } = await ask([{ events: whole, cut: { bytes: Math.min(cut, before), cleanly } }]);
        assert.ok(error !== null, `${cut} of ${bytes.length} bytes, ${cleanly ? 'cleanly' : 'broken'}`);
        assert.ok(['cut', 'server', 'network'].includes(told(error).reason), told(error).reason);
        assert.ok(parts.every(({ kind }) => kind === 'text'));
      }
    }
  });

  it('is told what went wrong, in the middle of an answer too', async () => {
    const failures: readonly [BedrockAnswer, string][] = [
      [{ status: { code: 403, body: { message: 'The security token is invalid.' } } }, 'auth'],
      [{ status: { code: 429, body: { message: 'Too many requests.' } } }, 'rate-limit'],
      [{ status: { code: 503, body: { message: 'Busy.' } } }, 'overloaded'],
      [{ status: { code: 400, body: { message: 'Input is too long for requested model.' } } }, 'context-length'],
      [{ status: { code: 400, body: { message: 'The model does not support tools.' } } }, 'bad-request'],
      [{ events: [...whole.slice(0, 3), ['throttlingException', { message: 'Slow.' }, 'exception']] }, 'rate-limit'],
      [{ events: [['internalServerException', { message: 'Oops.' }, 'exception']] }, 'server'],
      [{ events: [['validationException', { message: 'Input is too long.' }, 'exception']] }, 'context-length'],
    ];
    for (const [given, reason] of failures) {
      const { error } = await ask([given]);
      assert.equal(error === null ? null : told(error).reason, reason, JSON.stringify(given));
    }
  });

  it('is sent its reasoning back with the seal, a redacted one too', async () => {
    const thinking: readonly BedrockEvent[] = [
      ['messageStart', { role: 'assistant' }],
      ['contentBlockDelta', { contentBlockIndex: 0, delta: { reasoningContent: { text: 'Hm.' } } }],
      ['contentBlockDelta', { contentBlockIndex: 0, delta: { reasoningContent: { signature: 'seal' } } }],
      ['contentBlockStop', { contentBlockIndex: 0 }],
      ['contentBlockDelta', { contentBlockIndex: 1, delta: { text: 'Done.' } }],
      ['contentBlockStop', { contentBlockIndex: 1 }],
      ['messageStop', { stopReason: 'end_turn' }],
      usage,
    ];
    const { server, say, parts } = await ask([{ events: thinking }, { events: whole }]);
    const end = parts.at(-1);
    assert.ok(end?.kind === 'end' && end.kept !== undefined);
    await say([
      { role: 'user', text: 'Fix it.' },
      { role: 'assistant', text: 'Done.', calls: [], kept: end.kept },
      { role: 'user', text: 'And more.' },
    ]);
    const { messages } = server.requests[1]?.body as { messages: { content: unknown[] }[] };
    assert.deepEqual(messages[1]?.content, [
      { reasoningContent: { reasoningText: { text: 'Hm.', signature: 'seal' } } },
      { text: 'Done.' },
    ]);
  });

  it('is shown the image of a result inside of it, and no marks where a model caches nothing', async () => {
    const name = 'meta.llama4-maverick-17b-instruct-v1:0';
    const { server, say } = await ask([{ events: whole }, { events: whole }], { name });
    assert.ok(!JSON.stringify(server.requests[0]?.body).includes('cachePoint'));
    const digest = ImageDigest.parse('d'.repeat(64));
    const image: ImageRef = { digest, mediaType: 'image/png', bytes: 3, width: 1, height: 1 };
    const callId = 'c1' as CallId;
    await say(
      [
        { role: 'user', text: 'Look.' },
        { role: 'assistant', text: '', calls: [{ callId, tool: 'read_file', input: '{"path":"a.png"}' }] },
        { role: 'tool', results: [{ callId, tool: 'read_file', text: 'a.png', isError: false, image }] },
      ],
      new Map([[digest, 'AAAA']]),
    );
    const { messages } = server.requests[1]?.body as { messages: { content: { toolResult?: object }[] }[] };
    assert.deepEqual(messages[2]?.content[0]?.toolResult, {
      toolUseId: 'c1',
      content: [{ text: 'a.png' }, { image: { format: 'png', source: { bytes: 'AAAA' } } }],
    });
  });
});
