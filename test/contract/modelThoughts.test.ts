import assert from 'node:assert/strict';
import type { ModelMessage, ModelPart } from '../../src/core/models/modelPorts';
import type { CallId, Kept } from '../../src/protocol';
import type { ServerTurn, Thought } from '../fakes/modelScript';
import type { ModelServer } from '../fakes/modelServer';
import { collect, ModelWire, protocols } from './modelWire';
import type { Protocol } from './modelWire';

const thoughts: readonly Thought[] = [{ text: 'Which file is it?', seal: 'c2VhbA==' }, { redacted: 'aGlkZGVu' }];

const turn: ServerTurn = {
  text: 'I look.',
  thoughts,
  calls: [{ tool: 'read_file', input: { path: 'a' } }],
  callIds: ['one'],
};

/** The answer as it has to stand in the next request: what was thought, its seals, and where each belongs. */
const sentBack: Readonly<Record<Protocol, unknown>> = {
  anthropic: {
    role: 'assistant',
    content: [
      { type: 'thinking', thinking: 'Which file is it?', signature: 'c2VhbA==' },
      { type: 'redacted_thinking', data: 'aGlkZGVu' },
      { type: 'text', text: 'I look.' },
      { type: 'tool_use', id: 'one', name: 'read_file', input: { path: 'a' } },
    ],
  },
  'openai-compatible': {
    role: 'assistant',
    content: 'I look.',
    reasoning_content: 'Which file is it?',
    tool_calls: [{ id: 'one', type: 'function', function: { name: 'read_file', arguments: '{"path":"a"}' } }],
  },
  openai: [
    {
      type: 'reasoning',
      id: 'rs_1_1',
      encrypted_content: 'c2VhbA==',
      summary: [{ type: 'summary_text', text: 'Which file is it?' }],
    },
    { type: 'reasoning', id: 'rs_1_2', encrypted_content: 'aGlkZGVu', summary: [] },
    { role: 'assistant', content: 'I look.' },
    { type: 'function_call', call_id: 'one', name: 'read_file', arguments: '{"path":"a"}' },
  ],
  google: {
    role: 'model',
    parts: [
      { text: 'Which file is it?', thought: true },
      { text: 'I look.' },
      { functionCall: { id: 'one', name: 'read_file', args: { path: 'a' } }, thoughtSignature: 'aGlkZGVu' },
    ],
  },
};

/** The same answer as another model is sent it. */
const sentToAnother: Readonly<Record<Protocol, unknown>> = {
  anthropic: {
    role: 'assistant',
    content: [
      { type: 'text', text: 'I look.' },
      { type: 'tool_use', id: 'one', name: 'read_file', input: { path: 'a' } },
    ],
  },
  'openai-compatible': {
    role: 'assistant',
    content: 'I look.',
    tool_calls: [{ id: 'one', type: 'function', function: { name: 'read_file', arguments: '{"path":"a"}' } }],
  },
  openai: [
    { role: 'assistant', content: 'I look.' },
    { type: 'function_call', call_id: 'one', name: 'read_file', arguments: '{"path":"a"}' },
  ],
  google: {
    role: 'model',
    parts: [{ text: 'I look.' }, { functionCall: { id: 'one', name: 'read_file', args: { path: 'a' } } }],
  },
};

/** What stands in a request's body between the first question and the result of the call. */
function answerIn(protocol: Protocol, body: unknown): unknown {
  const { messages, input, contents } = body as Record<'messages' | 'input' | 'contents', unknown[]>;
  switch (protocol) {
    case 'anthropic':
      return messages[1];
    case 'openai-compatible':
      return messages[2];
    case 'openai':
      return input.slice(2, -1);
    case 'google':
      return contents[1];
  }
}

function keptOf(parts: readonly ModelPart[]): Kept | undefined {
  return parts.flatMap((part) => (part.kind === 'end' ? [part.kept] : []))[0];
}

const call = { callId: 'one' as CallId, tool: 'read_file' };

/** The conversation that goes on after the call, with what was kept of the answer. */
function goingOn(kept: Kept | undefined, text = 'I look.'): ModelMessage[] {
  return [
    { role: 'user', text: 'Fix it.' },
    { role: 'assistant', text, calls: [{ ...call, input: '{"path":"a"}' }], kept },
    { role: 'tool', results: [{ ...call, text: 'content', isError: false }] },
  ];
}

for (const protocol of protocols) {
  describe(`what a model thought: ${protocol}`, () => {
    const wire = new ModelWire(protocol);

    afterEach(() => wire.stop());

    async function answered() {
      const server = await wire.serve([turn, { text: 'Done.' }]);
      const { parts, error } = await collect(
        wire.ask(server.baseUrl, { messages: [{ role: 'user', text: 'Fix it.' }] }),
      );
      assert.equal(error, null);
      return { server, kept: keptOf(parts) };
    }

    async function nextBody(kept: Kept | undefined, server: ModelServer) {
      const { error } = await collect(wire.ask(server.baseUrl, { messages: goingOn(kept) }));
      assert.equal(error, null);
      return answerIn(protocol, server.bodies[1]);
    }

    it('is sent back to it, with its seals, in its place', async () => {
      const { server, kept } = await answered();
      assert.deepEqual(await nextBody(kept, server), sentBack[protocol]);
    });

    it('is sent to no other model', async () => {
      const { server, kept } = await answered();
      const model = { ...wire.model(server.baseUrl), name: 'another' };
      const another = kept === undefined ? undefined : { ...kept, model };
      assert.deepEqual(await nextBody(another, server), sentToAnother[protocol]);
    });

    it('is left out when what was kept does not fit the answer, or cannot be read', async () => {
      const { server, kept } = await answered();
      const data = (kept?.data ?? '').replace('"length":7', '"length":70');
      for (const broken of [data, '{', '[]']) {
        const next = await wire.serve([{ text: 'Done.' }]);
        const messages = goingOn({ model: wire.model(next.baseUrl), data: broken });
        await collect(wire.ask(next.baseUrl, { messages }));
        assert.deepEqual(answerIn(protocol, next.bodies[0]), sentToAnother[protocol]);
      }
      assert.equal(server.requests.length, 1);
    });

    it('is not kept when it is longer than a journal should hold', async () => {
      const server = await wire.serve([{ ...turn, thoughts: [{ text: 'x'.repeat(600_000), seal: 'c2VhbA==' }] }]);
      const { parts, error } = await collect(
        wire.ask(server.baseUrl, { messages: [{ role: 'user', text: 'Fix it.' }] }),
      );
      assert.deepEqual({ error, kept: keptOf(parts) }, { error: null, kept: undefined });
    });
  });
}
