import assert from 'node:assert/strict';
import fc from 'fast-check';
import { GenaiPrices } from '../../../../src/adapters/prices/genaiPrices';
import type { ModelRef, Price, Usage } from '../../../../src/protocol';
import { MemoryLog } from '../../../fakes/memoryLog';

const at = new Date('2026-06-01T12:00:00.000Z');
const million: Usage = { input: 1_000_000, output: 1_000_000, cacheRead: 0, cacheWrite: 0 };
const anthropic: ModelRef = { provider: 'anthropic', name: 'claude-haiku-4-5' };
const served = (name: string, baseUrl: string): ModelRef => ({ provider: 'openai-compatible', name, baseUrl });

function prices(own: Record<string, Price> = {}, log = new MemoryLog()): GenaiPrices {
  return new GenaiPrices(() => Promise.resolve(own), log);
}

describe('the prices of models', () => {
  it('come from the list by provider and address', async () => {
    const known: [ModelRef, number][] = [
      [anthropic, 6_000_000],
      [{ ...anthropic, baseUrl: 'http://127.0.0.1:9/v1' }, 6_000_000],
      [{ provider: 'openai-compatible', name: 'gpt-5' }, 11_250_000],
      [served('openai/gpt-5', 'https://openrouter.ai/api/v1'), 11_250_000],
    ];
    for (const [model, expected] of known) {
      assert.equal((await prices().of(model, at))?.(million), expected, model.name);
    }
  });

  it('are unknown where nobody lists them, which is not nothing', async () => {
    const unknown: ModelRef[] = [
      { provider: 'anthropic', name: 'claude-test' },
      { provider: 'rehearsal', name: 'rehearsal' },
      served('gpt-5', 'https://proxy.example/v1'),
      served('qwen3:8b', 'http://localhost:11434/v1'),
    ];
    for (const model of unknown) {
      assert.equal(await prices().of(model, at), null, model.name);
    }
  });

  it('tell reading from a cache and writing to it apart', async () => {
    const priceOf = await prices().of(anthropic, at);
    assert.deepEqual(
      [
        priceOf?.({ input: 0, output: 0, cacheRead: 1_000_000, cacheWrite: 0 }),
        priceOf?.({ input: 0, output: 0, cacheRead: 0, cacheWrite: 1_000_000 }),
        priceOf?.({ input: 1, output: 0, cacheRead: 0, cacheWrite: 0 }),
      ],
      [100_000, 1_250_000, 1],
    );
  });

  it('of the settings come first, by the whole name before the short one', async () => {
    const own = {
      'claude-haiku-4-5': { input: 1, output: 1 },
      'anthropic/claude-haiku-4-5': { input: 3, output: 4, cacheRead: 0 },
      mine: { input: 0, output: 0 },
    };
    const table = prices(own);
    const usage = { ...million, cacheRead: 1_000_000, cacheWrite: 1_000_000 };
    assert.equal((await table.of(anthropic, at))?.(usage), 10_000_000);
    assert.equal((await table.of(served('claude-haiku-4-5', 'http://127.0.0.1:1/v1'), at))?.(usage), 4_000_000);
    assert.equal((await table.of(served('mine', 'http://127.0.0.1:1/v1'), at))?.(usage), 0);
    assert.equal(await table.of(served('constructor', 'http://127.0.0.1:1/v1'), at), null);
  });

  it('are unknown when the settings cannot be read, and the log says so', async () => {
    const log = new MemoryLog();
    const broken = new GenaiPrices(() => Promise.reject(new Error('unreadable')), log);
    assert.equal(await broken.of(anthropic, at), null);
    assert.deepEqual(log.lines, ['warn The price of claude-haiku-4-5 is unknown: unreadable']);
  });

  it('never fall when more is used', async () => {
    const names = ['claude-sonnet-4-5', 'claude-haiku-4-5', 'claude-opus-4-6'];
    const tokens = fc.record({
      input: fc.nat(400_000),
      output: fc.nat(60_000),
      cacheRead: fc.nat(400_000),
      cacheWrite: fc.nat(400_000),
    });
    for (const name of names) {
      const priceOf = await prices().of({ provider: 'anthropic', name }, at);
      assert.ok(priceOf !== null);
      fc.assert(
        fc.property(tokens, fc.nat(1_000), (usage, more) => {
          assert.ok(priceOf({ ...usage, input: usage.input + more }) >= priceOf(usage));
        }),
      );
    }
  });
});
