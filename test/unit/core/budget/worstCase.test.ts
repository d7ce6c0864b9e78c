import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ModelRequest } from '../../../../src/core/models/modelPorts';
import { estimatedUsage, inputTokenBound, worstCase } from '../../../../src/core/budget/worstCase';
import { type CallId, ImageDigest, type ImageRef, type ModelRef, type Usage } from '../../../../src/protocol';

const tool = { name: 'read_file', description: 'Reads a file.', inputSchema: { type: 'object' } };
const model = { provider: 'anthropic', name: 'm' } as const;

function request(texts: readonly string[]): ModelRequest {
  const calls = [{ callId: 'c' as CallId, tool: 'read_file', input: texts.join('') }];
  const messages = texts.flatMap((text) => [
    { role: 'user' as const, text },
    { role: 'assistant' as const, text, calls },
    { role: 'tool' as const, results: [{ callId: 'c' as CallId, tool: 'read_file', text, isError: false }] },
  ]);
  return { model, system: texts[0] ?? '', messages, tools: [tool], maxOutputTokens: 16_000 };
}

const unicode = fc.array(fc.string({ unit: 'binary', maxLength: 300 }), { maxLength: 6 });

describe('the worst case of a request', () => {
  it('has a token for each byte of everything that is sent, in any script', () => {
    fc.assert(
      fc.property(unicode, (texts) => {
        const { system, messages, tools } = request(texts);
        const bytes = Buffer.byteLength(JSON.stringify([system, messages, tools]), 'utf8');
        const parts = messages.length + texts.length + tools.length;
        assert.equal(inputTokenBound(request(texts)), bytes + parts * 32 + 2_000);
      }),
    );
  });

  it('takes the dearer of plain input and of writing it to the cache', () => {
    const dearCache = ({ input, output, cacheWrite }: Usage) => input + output + cacheWrite * 3;
    const dearInput = ({ input, output, cacheWrite }: Usage) => input * 2 + output + cacheWrite;
    const made = request(['text']);
    const input = inputTokenBound(made);
    assert.deepEqual(
      [dearCache, dearInput, null].map((priceOf) => worstCase(made, priceOf)),
      [
        { tokens: input + 16_000, microUsd: input * 3 + 16_000 },
        { tokens: input + 16_000, microUsd: input * 2 + 16_000 },
        { tokens: input + 16_000, microUsd: null },
      ],
    );
  });

  it('has a bound for each image that the model is shown, whatever makes most of it', () => {
    const image = (width: number, height: number): ImageRef => ({
      ...{ digest: ImageDigest.parse('0'.repeat(64)), mediaType: 'image/png', bytes: 100, width, height },
    });
    const result = { callId: 'c' as CallId, tool: 'read_file', text: '', isError: false };
    const more = (of: ModelRef, shown: ImageRef) => {
      const asked = (results: object[]) =>
        ({ ...request([]), model: of, messages: [{ role: 'tool', results }] }) as unknown as ModelRequest;
      const added = JSON.stringify({ image: shown }).length - 1;
      return inputTokenBound(asked([{ ...result, image: shown }])) - inputTokenBound(asked([result])) - added;
    };
    assert.deepEqual(
      [
        more(model, image(7, 5)),
        more(model, image(7500, 7000)),
        more({ provider: 'openai', name: 'gpt-4o-mini' }, image(7, 5)),
        more({ provider: 'openai-compatible', name: 'some-model' }, image(7, 5)),
      ],
      [17_000, 70_000, 50_000, 0],
    );
  });

  it('is never below what is estimated where nothing is counted', () => {
    fc.assert(
      fc.property(unicode, (texts) => {
        assert.ok(estimatedUsage(request(texts), '').input <= inputTokenBound(request(texts)));
      }),
    );
  });
});
