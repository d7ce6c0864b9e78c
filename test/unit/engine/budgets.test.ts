import assert from 'node:assert/strict';
import fc from 'fast-check';
import { scriptOf, ScriptPlayer } from '../../../src/adapters/models/scriptPlayer';
import { ModelError } from '../../../src/core/errors';
import type { ModelClient, ModelPart } from '../../../src/core/models/modelPorts';
import { worstCase } from '../../../src/core/budget/worstCase';
import type { BudgetRequest, RunnerEvent, TaskId, Usage } from '../../../src/protocol';
import { MemoryLedger } from '../../fakes/memoryLedger';
import { type BenchOptions, EngineBench } from './engineBench';

const usage = { input: 1_000, output: 500, cacheRead: 0, cacheWrite: 0 };
const end: ModelPart = { kind: 'end', stop: 'end', usage };
const noCheck = { verify: null, limits: { maxTurns: 1_000, verifyRounds: 3 } };
/** Two dollars for a million tokens of input, four to write them to the cache, ten for output. */
const price = ({ input, output, cacheRead, cacheWrite }: Usage): number =>
  input * 2 + output * 10 + Math.ceil(cacheRead / 5) + cacheWrite * 4;

function says(...parts: (ModelPart | Error)[]): ModelClient {
  return {
    async *stream() {
      for (const part of parts) {
        await Promise.resolve();
        if (part instanceof Error) {
          throw part;
        }
        yield part;
      }
    },
  };
}

/** Reads a file again and again, from another line each time, `turns` times, then finishes. */
function readingTurns(turns: number, used = usage): BenchOptions {
  const read = (from: number) => ({
    text: '',
    calls: [{ tool: 'read_file', input: { path: 'a', from } }],
    usage: used,
  });
  const reads = Array.from({ length: turns }, (_, index) => read(index + 1));
  return {
    model: new ScriptPlayer(scriptOf([...reads, { text: 'Done.', usage: used }])),
    files: { a: 'text\n' },
  };
}

function asked(made: EngineBench): BudgetRequest {
  const { request } = made.state;
  assert.ok(request?.kind === 'budget');
  return request;
}

/** Runs until the task waits or is over. */
async function runToRest(made: EngineBench, onEvent: (event: RunnerEvent) => void = () => undefined): Promise<void> {
  const rest = new Promise<void>((resolve) => {
    made.surroundings.onEvent = (event) => {
      onEvent(event);
      if (event.type === 'question') {
        resolve();
      }
    };
  });
  await Promise.race([rest, made.run()]);
}

describe('the budget of a task', () => {
  it('reserves the worst case before each request and counts what was used after it', async () => {
    const made = new EngineBench({ ...readingTurns(1), task: { ...noCheck, budget: { usd: 5 } }, price });
    await made.run();
    const [first] = made.requests;
    assert.ok(first !== undefined);
    const types = made.events.map(({ type }) => type).filter((type) => /^(model|usage|message)/.test(type));
    assert.deepEqual(types.slice(0, 4), ['model.request', 'message.start', 'usage', 'message.end']);
    assert.deepEqual(made.of('model.request')[0]?.reserved, worstCase(first, price));
    assert.deepEqual(made.of('usage')[0], { ...made.of('usage')[0], usage, cost: 7_000 });
    assert.deepEqual(made.state.budget.spent, {
      tokens: 3_000,
      microUsd: 14_000,
      unpricedTokens: 0,
      isEstimated: false,
    });
  });

  it('sends nothing that could pass the limit in money, asks, and goes on with the same budget again', async () => {
    const made = new EngineBench({ ...readingTurns(200), task: { ...noCheck, budget: { usd: 0.5 } }, price });
    await runToRest(made);
    const request = asked(made);
    const { spent } = made.state.budget;
    assert.deepEqual(request, {
      ...{ kind: 'budget', requestId: request.requestId, limit: 'usd', allowed: 500_000, used: spent.microUsd },
      ...{ needed: request.needed, adds: 500_000 },
    });
    assert.ok(spent.microUsd <= 500_000 && spent.microUsd + request.needed > 500_000);
    const sent = made.requests.length;
    made.tell({ type: 'answer', requestId: request.requestId, decision: { kind: 'continue' } });
    await runToRestAgain(made);
    assert.deepEqual(asked(made).allowed, 1_000_000);
    assert.ok(made.requests.length > sent);
    assert.ok(made.state.budget.spent.microUsd <= 1_000_000);
  });

  it('keeps the work when the result is taken as it is', async () => {
    const made = new EngineBench({ ...readingTurns(50), task: { ...noCheck, budget: { tokens: 45_000 } } });
    await runToRest(made);
    made.tell({ type: 'answer', requestId: asked(made).requestId, decision: { kind: 'take' } });
    await new Promise<void>((resolve) => (made.surroundings.onEvent = ({ type }) => type === 'finished' && resolve()));
    assert.deepEqual(made.state.outcome, { kind: 'taken' });
  });

  it('adds the budget as often as the next request needs it', async () => {
    const made = new EngineBench({ ...readingTurns(1), task: { ...noCheck, budget: { tokens: 1_000 } } });
    await runToRest(made);
    const { needed, adds, used } = asked(made);
    assert.deepEqual([made.requests.length, used, adds], [0, 0, Math.ceil((needed - 1_000) / 1_000) * 1_000]);
  });

  it('limits tokens in the place of money where the price is unknown, and says so', async () => {
    const made = new EngineBench({ ...readingTurns(500), task: { ...noCheck, budget: { usd: 1 } } });
    await runToRest(made);
    const request = asked(made);
    assert.deepEqual(
      [request.limit, request.allowed, request.insteadOfUsd, made.state.budget.spent.microUsd],
      ['tokens', 100_000, 1_000_000, 0],
    );
    assert.ok(request.used <= 100_000);
  });

  it('takes the budget of the settings for a task that has none', async () => {
    const made = new EngineBench({ ...readingTurns(1), task: noCheck, budgets: { task: { tokens: 10 } } });
    await runToRest(made);
    assert.deepEqual([asked(made).allowed, made.requests.length], [10, 0]);
  });

  it('counts the minutes at work and not those of waiting', async () => {
    const made = new EngineBench({ ...readingTurns(3), task: { ...noCheck, budget: { minutes: 10 } } });
    const minute = 60_000;
    made.surroundings.sleep = (_, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', reject));
    await runToRest(made, ({ type }) => {
      made.time.now = new Date(made.time.now.getTime() + (type === 'message.end' ? 6 * minute : 0));
    });
    const request = asked(made);
    assert.deepEqual([request.limit, request.allowed, request.used], ['minutes', 10 * minute, 12 * minute]);
    made.time.now = new Date(made.time.now.getTime() + 1_000 * minute);
    made.tell({ type: 'answer', requestId: request.requestId, decision: { kind: 'continue' } });
    await new Promise<void>((resolve) => (made.surroundings.onEvent = ({ type }) => type === 'finished' && resolve()));
    assert.equal(made.state.budget.ranMs, 12 * minute);
  });

  it('estimates what a provider did not count, and marks it', async () => {
    const silent = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
    const model = says({ kind: 'text', text: 'abcdef' }, { ...end, usage: silent });
    const made = new EngineBench({ model, task: noCheck });
    await made.run();
    const [event] = made.of('usage');
    assert.deepEqual([event?.usage.isEstimate, event?.usage.output, event?.cost], [true, 2, undefined]);
    assert.equal(made.state.budget.spent.isEstimated, true);
    assert.ok((event?.usage.input ?? 0) > 100);
  });

  it('counts nothing for the rehearsal, which is sent to nobody', async () => {
    const engine = { kind: 'model', model: { provider: 'rehearsal', name: 'rehearsal' } } as const;
    const silent = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
    const model = says({ kind: 'text', text: 'abcdef' }, { ...end, usage: silent });
    const made = new EngineBench({ model, task: { ...noCheck, engine, budget: { tokens: 1 } } });
    await made.run();
    assert.deepEqual(made.state.outcome, { kind: 'unverified' });
    assert.deepEqual(made.state.budget.spent, { tokens: 0, microUsd: 0, unpricedTokens: 0, isEstimated: false });
  });

  it('counts a request in full whose answer was cut, and not one that was refused', async () => {
    const refused = new ModelError('overloaded', 'No.', { retryAfterMs: 1 });
    const cut = new ModelError('cut', 'Cut.', { retryAfterMs: 1 });
    for (const [error, isFull] of [
      [refused, false],
      [cut, true],
    ] as const) {
      const clients = [says(error), says({ kind: 'text', text: 'Done.' }, end)];
      const model: ModelClient = { stream: (...args) => (clients.shift() ?? says(end)).stream(...args) };
      const made = new EngineBench({ model, task: { ...noCheck, budget: { usd: 5 } }, price });
      await made.run();
      const [first] = made.of('model.request');
      const lost = isFull ? (first?.reserved?.tokens ?? 0) : 0;
      assert.deepEqual(
        [made.state.budget.spent.tokens, made.of('unbilled').length, made.state.budget.spent.isEstimated],
        [lost + 1_500, isFull ? 0 : 1, isFull],
      );
      assert.deepEqual(
        made.ledger.lines.map(({ type }) => type),
        isFull ? ['claim', 'claim', 'settle'] : ['claim', 'settle', 'claim', 'settle'],
      );
    }
  });

  it('counts a request in full that a crash left without an end, and so does the day', async () => {
    const made = new EngineBench({ ...readingTurns(1), task: { ...noCheck, budget: { usd: 5 } }, price });
    const started = made.events.length;
    await assert.rejects(made.run({ at: started + 4, when: 'after' }));
    assert.equal(made.events.at(-1)?.type, 'message.start');
    const reserved = made.of('model.request')[0]?.reserved;
    await made.run();
    assert.equal(made.state.budget.spent.tokens, (reserved?.tokens ?? 0) + 3_000);
    assert.equal(made.ledger.lines.filter(({ type }) => type === 'settle').length, 2);
    assert.equal(made.ledger.lines.filter(({ type }) => type === 'claim').length, 3);
  });

  it('asks for the day where the day is used up, and raises it once for all', async () => {
    const budgets = { day: { tokens: 60_000 } };
    const made = new EngineBench({ ...readingTurns(100), task: noCheck, budgets });
    await runToRest(made);
    const request = asked(made);
    assert.deepEqual([request.day, request.limit, request.allowed], ['2026-01-02', 'tokens', 60_000]);
    made.tell({ type: 'answer', requestId: request.requestId, decision: { kind: 'continue' } });
    await runToRestAgain(made);
    assert.equal(asked(made).allowed, 120_000);
    assert.ok(made.state.budget.spent.tokens <= 120_000);
  });

  it('asks for a budget that it shares, which an answer to one raises for all', async () => {
    const sharedBudget = { id: 'race', budget: { tokens: 100_000 } };
    const ledger = new MemoryLedger();
    const [one, two] = (['01ARZ3NDEKTSV4RRFFQ69G5FA1', '01ARZ3NDEKTSV4RRFFQ69G5FA2'] as TaskId[]).map(
      (id) => new EngineBench({ ...readingTurns(100), task: { ...noCheck, id, sharedBudget }, ledger }),
    );
    assert.ok(one !== undefined && two !== undefined);
    await runToRest(one);
    await runToRest(two);
    const request = asked(one);
    const { requestId, needed, used } = request;
    assert.deepEqual(request, {
      ...{ kind: 'budget', limit: 'tokens', allowed: 100_000, shared: true, adds: 100_000, requestId, needed, used },
    });
    assert.ok(used + needed > 100_000);
    const spent = () => one.state.budget.spent.tokens + two.state.budget.spent.tokens;
    assert.deepEqual([asked(two).shared, asked(two).allowed], [true, 100_000]);
    assert.ok(spent() <= 100_000 && spent() + asked(two).needed > 100_000);
    one.tell({ type: 'answer', requestId, decision: { kind: 'continue' } });
    await runToRestAgain(one);
    assert.equal(asked(one).allowed, 200_000);
    two.tell({ type: 'answer', requestId: asked(two).requestId, decision: { kind: 'continue' } });
    await runToRestAgain(two);
    assert.equal(asked(two).allowed, 200_000);
    assert.ok(spent() <= 200_000);
  });

  it('gives back what it claimed of a shared budget when the day refuses', async () => {
    const sharedBudget = { id: 'race', budget: { tokens: 100_000 } };
    const budgets = { day: { tokens: 10 } };
    const made = new EngineBench({ ...readingTurns(1), task: { ...noCheck, sharedBudget }, budgets });
    await runToRest(made);
    assert.equal(asked(made).day, '2026-01-02');
    assert.deepEqual(
      made.ledger.lines.map((line) => [line.type, line.type === 'settle' ? line.amount.tokens : null]),
      [
        ['claim', null],
        ['claim', null],
        ['settle', 0],
      ],
    );
  });

  it('never passes a limit, whatever the limits and the answers are', async () => {
    const limits = fc.record(
      { usd: fc.double({ min: 0.01, max: 2, noNaN: true }), tokens: fc.integer({ min: 1, max: 200_000 }) },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(limits, fc.integer({ min: 1, max: 6_000 }), fc.boolean(), async (budget, input, isPriced) => {
        const used = { ...usage, input };
        const made = new EngineBench({
          ...readingTurns(30, used),
          task: { ...noCheck, budget },
          ...(isPriced ? { price } : {}),
        });
        await runToRest(made);
        const { spent } = made.state.budget;
        assert.ok(spent.tokens <= (budget.tokens ?? Infinity));
        assert.ok(spent.microUsd <= Math.round((budget.usd ?? Infinity) * 1_000_000));
        if (made.state.request?.kind === 'budget') {
          const { used: counted, needed, allowed } = made.state.request;
          assert.ok(counted + needed > allowed);
        }
      }),
      { numRuns: 40 },
    );
  });
});

async function runToRestAgain(made: EngineBench): Promise<void> {
  await new Promise<void>((resolve) => {
    made.surroundings.onEvent = ({ type }) => {
      if (type === 'question' || type === 'finished') {
        resolve();
      }
    };
  });
}
