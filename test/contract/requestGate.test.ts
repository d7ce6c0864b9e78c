import * as assert from 'node:assert/strict';
import { createModelClient } from '../../src/adapters/models/createModelClient';
import { DiskRequestGate } from '../../src/adapters/store/diskRequestGate';
import { DiskSchedule } from '../../src/adapters/store/diskSchedule';
import { SystemClock } from '../../src/adapters/system/systemClock';
import { ModelError } from '../../src/core/errors';
import type { ModelRequest } from '../../src/core/models/modelPorts';
import type { ModelRef } from '../../src/protocol';
import { MemoryLog } from '../fakes/memoryLog';
import type { ServerTurn } from '../fakes/modelScript';
import { ModelServer } from '../fakes/modelServer';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';

const clock = new SystemClock();
const never = new AbortController().signal;
const model: ModelRef = { provider: 'anthropic', name: 'claude-test' };

describe('what all agents heed before they ask a model', () => {
  let root: string;

  beforeEach(async () => {
    root = await temporaryFolder();
  });

  afterEach(() => removeFolder(root));

  function gate(key = 'sk-one'): DiskRequestGate {
    return new DiskRequestGate({ root, clock, keyOf: () => key, log: new MemoryLog() });
  }

  it('lets through what nobody was refused', async () => {
    assert.deepEqual([await gate().look(model), await gate().look(model)], [null, null]);
    await gate().pass(model, never);
  });

  it('holds the requests of all agents with the same key, at the same provider, and no others', async () => {
    await gate().refused(model, 60_000);
    const held = await gate().look(model);
    assert.equal(held?.why === 'rate' && held.delayMs > 50_000, true);
    const elsewhere = { ...model, baseUrl: 'http://127.0.0.1:1/v1' };
    assert.deepEqual([await gate('sk-two').look(model), await gate().look(elsewhere)], [null, null]);
    const given = new AbortController();
    const waiting = gate().pass(model, given.signal);
    given.abort(new Error('stopped'));
    await assert.rejects(waiting, /stopped/);
  });

  it('lets one through after the other when the provider takes requests again', async () => {
    await gate().refused(model, 0);
    const one = gate();
    await one.pass(model, never);
    assert.equal(await one.look(model), null);
    assert.equal((await gate().look(model))?.why, 'rate');
  });

  it('holds everything while all are paused, and lets it go on', async () => {
    const schedule = await DiskSchedule.open(root, new MemoryLog());
    await schedule.setPaused(true);
    const ours = gate();
    assert.deepEqual(await ours.look(model), { why: 'paused' });
    const waiting = ours.pass(model, never).then(() => 'passed');
    await schedule.setPaused(false);
    assert.equal(await waiting, 'passed');
    assert.equal(await ours.look(model), null);
  });

  it('has each of eight agents refused once at most by a provider that takes one request at a time', async () => {
    let lastMs = 0;
    let refusals = 0;
    const script = (): ServerTurn => {
      const isEarly = performance.now() - lastMs < 120;
      lastMs = isEarly ? lastMs : performance.now();
      refusals += isEarly ? 1 : 0;
      return isEarly
        ? { fault: { kind: 'status', status: 429, headers: { 'retry-after-ms': '150' } } }
        : { text: 'Done.' };
    };
    const server = await ModelServer.start(script);
    const there = { ...model, baseUrl: server.baseUrl };
    const request: ModelRequest = {
      ...{ model: there, system: 'x', messages: [{ role: 'user', text: 'x' }], tools: [], maxOutputTokens: 10 },
    };
    const ask = async (own: DiskRequestGate): Promise<void> => {
      for (;;) {
        await own.pass(there, never);
        await own.look(there);
        try {
          for await (const part of createModelClient(there, 'sk-one').stream(request, never)) {
            if (part.kind === 'end') {
              return;
            }
          }
        } catch (error) {
          assert.ok(error instanceof ModelError && error.reason === 'rate-limit', String(error));
          await own.refused(there, error.retryAfterMs ?? 0);
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, () => ask(gate())));
    await server.stop();
    assert.ok(refusals >= 1 && refusals <= 8, `${refusals} refusals`);
  });
});
