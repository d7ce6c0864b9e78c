import assert from 'node:assert/strict';
import type { CallId } from '../../src/protocol';
import type { ModelMessage } from '../../src/core/models/modelPorts';
import type { Framing, ServerTurn, Wire } from '../fakes/modelScript';
import { anthropicWire } from '../fakes/anthropicWire';
import { geminiWire } from '../fakes/geminiWire';
import { openaiWire } from '../fakes/openaiWire';
import { responsesWire } from '../fakes/responsesWire';
import { collect, modelNames, ModelWire, protocols, told } from './modelWire';
import type { Collected, Protocol } from './modelWire';

const wires: Readonly<Record<Protocol, Wire>> = {
  anthropic: anthropicWire,
  'openai-compatible': openaiWire,
  openai: responsesWire,
  google: geminiWire,
};

const turn: ServerTurn = {
  text: 'Für',
  thoughts: [{ text: 'Hm', seal: 'c2VhbA==' }],
  calls: [{ tool: 'read_file', input: { path: 'ä' } }],
  callIds: ['one'],
};

const whole = { text: 'Für', calls: ['{"path":"ä"}'], stop: ['tools'] };

/** What was passed on, without how it was cut into pieces. */
function brief({ parts }: Collected) {
  return {
    text: parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join(''),
    calls: parts.flatMap((part) => (part.kind === 'call' ? [part.input] : [])),
    stop: parts.flatMap((part) => (part.kind === 'end' ? [part.stop] : [])),
  };
}

/** The answer's bytes as the server sends them to the client of this protocol. */
function lengths(protocol: Protocol): { all: number; beforeEnd: number } {
  const model = modelNames[protocol];
  const bodies: Readonly<Record<Protocol, unknown>> = {
    anthropic: { model, max_tokens: 1, stream: true, messages: [{ role: 'user', content: [{ type: 'text' }] }] },
    'openai-compatible': { model, stream: true, stream_options: { include_usage: true }, messages: [{ role: 'user' }] },
    openai: { model, stream: true, store: false, input: [{ role: 'user' }] },
    google: {},
  };
  const { text, calls, end } = wires[protocol].answer(turn, bodies[protocol], 1);
  const bytes = (events: readonly string[]) => Buffer.byteLength(events.join(''));
  return { all: bytes([...text, ...calls, ...end]), beforeEnd: bytes([...text, ...calls]) };
}

/** Several at once, so that nobody waits for the network alone. */
async function eachOf<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const work = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) {
      await act(item);
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
}

for (const protocol of protocols) {
  describe(`the streams of a model: ${protocol}`, () => {
    const wire = new ModelWire(protocol);

    afterEach(() => wire.stop());

    const cuts = [
      ['after any byte', 'in-order', 1],
      ['by a lost connection', 'destroyed', 13],
    ] as const;
    for (const [how, end, step] of cuts) {
      it(`M03: passes on no call of an answer that ends ${how}`, async () => {
        const { all, beforeEnd } = lengths(protocol);
        const bytes = Array.from({ length: Math.floor(all / step) }, (_, index) => (index + 1) * step);
        const script = bytes.map((byte) => [`<${byte}>`, [{ ...turn, fault: { kind: 'cut-at', byte, end } }]] as const);
        const server = await wire.serve(Object.fromEntries(script));
        await eachOf(bytes, async (byte) => {
          const messages = [{ role: 'user' as const, text: `<${byte}>` }];
          const found = await collect(wire.ask(server.baseUrl, { messages }));
          const passed = brief(found);
          if (found.error === null) {
            assert.ok(byte > beforeEnd, `byte ${byte} of ${all}: taken for whole before its end`);
            assert.deepEqual(passed, whole);
          } else {
            assert.deepEqual({ byte, reason: told(found.error).reason }, { byte, reason: 'cut' });
            assert.ok(whole.text.startsWith(passed.text), passed.text);
            assert.deepEqual({ calls: passed.calls, stop: passed.stop }, { calls: [], stop: [] });
          }
        });
        assert.equal(server.requests.length, bytes.length);
      }).timeout(240_000);
    }

    const framings: readonly Framing[] = ['crlf', 'comments', 'bytes'];
    for (const framing of framings) {
      it(`reads the same answer in another framing: ${framing}`, async () => {
        const server = await wire.serve([{ ...turn, framing }]);
        const found = await collect(wire.ask(server.baseUrl));
        assert.equal(found.error, null);
        assert.deepEqual(brief(found), whole);
      });
    }

    it('M03: takes a call without arguments for one with none', async () => {
      const server = await wire.serve([{ calls: [{ tool: 'read_file', input: '' }] }]);
      assert.deepEqual(brief(await collect(wire.ask(server.baseUrl))).calls, ['{}']);
    });

    it('M02: puts arguments together that come in many parts', async () => {
      const input = { path: 'a/very/long/path/to/a/file/that/is/cut/into/pieces.ts' };
      const calls = [
        { tool: 'read_file', input },
        { tool: 'read_file', input: { path: 'other' } },
      ];
      const server = await wire.serve([{ calls }]);
      assert.deepEqual(brief(await collect(wire.ask(server.baseUrl))).calls, [
        JSON.stringify(input),
        '{"path":"other"}',
      ]);
    });

    it('M02: gives a call a new id where the conversation, or the answer, has one of that name', async () => {
      const calls = [
        { tool: 'read_file', input: { path: 'a' } },
        { tool: 'read_file', input: { path: 'b' } },
      ];
      const server = await wire.serve([{ calls, callIds: ['same', 'same'] }]);
      const call = { callId: 'same' as CallId, tool: 'read_file' };
      const messages: ModelMessage[] = [
        { role: 'user', text: 'Fix it.' },
        { role: 'assistant', text: '', calls: [{ ...call, input: '{}' }] },
        { role: 'tool', results: [{ ...call, text: 'x', isError: false }] },
      ];
      const { parts } = await collect(wire.ask(server.baseUrl, { messages }));
      const made = parts.flatMap((part) => (part.kind === 'call' ? [part] : []));
      assert.deepEqual(
        made.map(({ input }) => input),
        ['{"path":"a"}', '{"path":"b"}'],
      );
      assert.equal(new Set(['same', ...made.map(({ callId }) => callId)]).size, 3);
    });

    // Gemini has no text of arguments that could be malformed: they are JSON of the answer itself.
    if (protocol !== 'google') {
      it('passes on arguments that are no JSON as the model wrote them', async () => {
        const server = await wire.serve([{ calls: [{ tool: 'read_file', input: '{"path": "b' }] }]);
        assert.deepEqual(brief(await collect(wire.ask(server.baseUrl))).calls, ['{"path": "b']);
      });
    }
  });
}
