import assert from 'node:assert/strict';
import * as z from 'zod';
import { createModelClient } from '../../src/adapters/models/createModelClient';
import type { ModelRef } from '../../src/protocol';
import type { ServerTurn } from '../fakes/modelScript';
import { ModelServer } from '../fakes/modelServer';
import { EngineBench } from '../unit/engine/engineBench';

const maxFirstBody = 24 * 1024;
const Body = z.looseObject({
  messages: z.array(z.unknown()),
  tools: z.array(z.unknown()),
  system: z.unknown().optional(),
});
type Body = z.infer<typeof Body>;

const read = (path: string) => ({ tool: 'read_file', input: { path } });

/** A job of 30 turns: reading, changing, running, several calls at once, a call that cannot be read. */
function job(): ServerTurn[] {
  const turns = Array.from({ length: 29 }, (_, index): ServerTurn => {
    const text = `Step ${index + 1}.`;
    const calls = [
      [read('a.txt')],
      [{ tool: 'write_file', input: { path: `b${index}.txt`, content: 'new\n'.repeat(50) } }],
      [{ tool: 'shell', input: { command: 'make' } }, read('a.txt'), read('missing.txt')],
      [{ tool: 'edit_file', input: '{"path": oops' }],
    ][index % 4];
    return { text, calls: calls ?? [] };
  });
  return [...turns, { text: 'Done.' }];
}

/** Marks for the cache move on and are not part of what is compared by providers. */
function withoutMarks(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, part: unknown) => (key === 'cache_control' ? undefined : part));
}

function marks(value: unknown): number {
  return JSON.stringify(value).split('"cache_control"').length - 1;
}

/** Whether everything that the earlier request held stands, byte for byte, at the beginning of the later one. */
function isPrefix(earlier: Body, later: Body): boolean {
  const frame = (body: Body) => JSON.stringify({ ...body, messages: [] });
  const beginning = { ...later, messages: later.messages.slice(0, earlier.messages.length) };
  return frame(earlier) === frame(later) && JSON.stringify(earlier.messages) === JSON.stringify(beginning.messages);
}

for (const provider of ['anthropic', 'openai-compatible'] as const) {
  describe(`what requests begin with, over the wire: ${provider}`, () => {
    async function bodies(contextTokens?: number): Promise<{ made: EngineBench; bodies: Body[] }> {
      const server = await ModelServer.start(job());
      const model: ModelRef = { provider, name: 'some-model', baseUrl: server.baseUrl };
      const limits = { maxTurns: 100, verifyRounds: 3, ...(contextTokens === undefined ? {} : { contextTokens }) };
      const made = new EngineBench({
        model: createModelClient(model, 'key'),
        task: { verify: null, engine: { kind: 'model', model }, limits },
        files: { 'a.txt': 'A line of the file.\n'.repeat(60) },
        commands: { make: () => ({ output: 'A line of output.\n'.repeat(100) }) },
      });
      await made.run();
      await server.stop();
      return { made, bodies: server.bodies.map((body) => Body.parse(body)) };
    }

    it('is the whole request before it, in each of 30 turns', async () => {
      const { made, bodies: sent } = await bodies(200_000);
      const plain = sent.map((body) => Body.parse(withoutMarks(body)));
      const stable = plain.slice(1).filter((body, index) => isPrefix(plain[index] ?? body, body));
      assert.deepEqual([sent.length, stable.length, made.of('compacted').length], [30, 29, 0]);
      assert.deepEqual(made.state.outcome, { kind: 'unverified' });
    });

    it('changes only where room was made', async () => {
      const { made, bodies: sent } = await bodies(11_000);
      const plain = sent.map((body) => Body.parse(withoutMarks(body)));
      const changed = plain.slice(1).filter((body, index) => !isPrefix(plain[index] ?? body, body));
      const kinds = made.of('compacted').map(({ kind }) => kind);
      assert.equal(changed.length, kinds.length);
      assert.deepEqual([...new Set(kinds)].toSorted(), ['outputs', 'summary']);
    });

    it('is small at first', async () => {
      const { bodies: sent } = await bodies(200_000);
      const size = Buffer.byteLength(JSON.stringify(sent[0]));
      assert.ok(size <= maxFirstBody, `${size} bytes`);
    });

    it('is marked for the cache where the rules, this request and the one before it end', async () => {
      const { bodies: sent } = await bodies(200_000);
      const isMarked = provider === 'anthropic';
      assert.deepEqual(
        sent.map((body) => [marks(body.system ?? ''), marks(body.tools), marks(body.messages)]),
        sent.map((_, index) => (isMarked ? [1, 0, index === 0 ? 1 : 2] : [0, 0, 0])),
      );
    });
  });
}
