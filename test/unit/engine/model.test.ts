import assert from 'node:assert/strict';
import { scriptOf, ScriptPlayer } from '../../../src/adapters/models/scriptPlayer';
import { ModelError } from '../../../src/core/errors';
import type { ModelClient, ModelPart } from '../../../src/core/models/modelPorts';
import type { CallId } from '../../../src/protocol';
import { EngineBench } from './engineBench';

const usage = { input: 10, output: 5, cacheRead: 0, cacheWrite: 0 };
const end: ModelPart = { kind: 'end', stop: 'end', usage };
const noCheck = { verify: null };

/** Answers one after another; an error is thrown where it stands. */
function answers(...all: (ModelPart | Error)[][]): ModelClient {
  const left = [...all];
  return {
    async *stream(_, signal) {
      for (const part of left.shift() ?? [end]) {
        await Promise.resolve();
        signal.throwIfAborted();
        if (part instanceof Error) {
          throw part;
        }
        yield part;
      }
    },
  };
}

const text = (said: string): ModelPart => ({ kind: 'text', text: said });
const overloaded = (retryAfterMs?: number) => new ModelError('overloaded', 'It is overloaded.', { retryAfterMs });

describe('asking the model', () => {
  it('sends the prompt, the tools and the rules of the task', async () => {
    const made = new EngineBench({ model: answers([text('Hi'), end]), task: noCheck });
    await made.run();
    const [request] = made.requests;
    assert.deepEqual(request?.messages, [{ role: 'user', text: made.task.prompt }]);
    assert.deepEqual(request.tools.map((tool) => tool.name).slice(0, 3), ['read_file', 'list_files', 'search']);
    assert.match(request.system, /shell runs in a sandbox/);
    assert.deepEqual([made.state.usage, made.state.outcome], [usage, { kind: 'unverified' }]);
  });

  it('keeps what the provider wants back in the journal, and sends it with the answer it is of', async () => {
    const kept = { model: { provider: 'anthropic', name: 'claude-test' }, data: '[{"kind":"call"}]' } as const;
    const call: ModelPart = { kind: 'call', callId: 'x' as CallId, tool: 'list_files', input: '{"path":"."}' };
    const made = new EngineBench({ model: answers([call, { ...end, stop: 'tools', kept }], [end]), task: noCheck });
    await made.run();
    assert.deepEqual(
      made.of('message.end').map((event) => event.kept),
      [kept, undefined],
    );
    const { callId, tool, input } = call;
    assert.deepEqual(made.requests[1]?.messages[1], {
      role: 'assistant',
      text: '',
      calls: [{ callId, tool, input }],
      kept,
    });
  });

  it('M03: asks again after trouble that may pass, and keeps nothing of an answer that was cut', async () => {
    const cut = new ModelError('cut', 'The connection was cut.');
    const half: ModelPart = { kind: 'call', callId: 'x' as CallId, tool: 'shell', input: '{"command":"rm -rf ."}' };
    const model = answers([text('Half an'), half, cut], [overloaded()], [text('Whole.'), end]);
    const made = new EngineBench({ model, task: noCheck });
    await made.run();
    assert.deepEqual(
      made.of('message.end').map((event) => event.text),
      ['Whole.'],
    );
    assert.deepEqual(
      made.of('model.request').map((event) => [event.turn, event.attempt]),
      [
        [1, 1],
        [1, 2],
        [1, 3],
      ],
    );
    assert.deepEqual(
      made.of('retry').map((event) => [event.attempt, event.delayMs, event.error.reason]),
      [
        [1, 500, 'cut'],
        [2, 1000, 'overloaded'],
      ],
    );
    assert.deepEqual([made.slept, made.ran], [[500, 1000], []]);
  });

  it('asks another model at once when it is changed while it waits, and goes on with that one', async () => {
    const model = answers([overloaded(500_000)], [text('Hi'), { ...end, stop: 'length' }], [end]);
    const made = new EngineBench({ model, task: noCheck });
    const other = { provider: 'openai', name: 'gpt-5' } as const;
    made.surroundings.sleep = (_, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('woken'))));
    made.surroundings.onEvent = (event) => {
      if (event.type === 'retry') {
        made.tell({ type: 'model', model: other });
      }
    };
    await made.run();
    assert.deepEqual(
      made.of('model.request').map((event) => [event.turn, event.attempt, event.model.name]),
      [
        [1, 1, 'claude-test'],
        [1, 1, 'gpt-5'],
        [2, 1, 'gpt-5'],
      ],
    );
    assert.deepEqual(
      made.requests.map((request) => request.model.name),
      ['claude-test', 'gpt-5', 'gpt-5'],
    );
    assert.deepEqual(made.state.model, other);
  });

  it('goes on with another model after a failure, and repeats no call', async () => {
    const call: ModelPart = { kind: 'call', callId: 'x' as CallId, tool: 'shell', input: '{"command":"make"}' };
    const refused = new ModelError('auth', 'The key is refused.');
    const made = new EngineBench({
      model: answers([call, { ...end, stop: 'tools' }], [refused], [end]),
      task: noCheck,
    });
    await made.run();
    assert.equal(made.state.outcome?.kind, 'failed');
    const run = made.run();
    made.tell({ type: 'model', model: { provider: 'openai', name: 'gpt-5' } });
    await run;
    assert.deepEqual(made.ran, ['make']);
    assert.deepEqual(
      made.requests.map((request) => request.model.name),
      ['claude-test', 'claude-test', 'gpt-5'],
    );
    assert.deepEqual(made.state.outcome, { kind: 'unverified' });
  });

  it('M03: waits as long as the provider says', async () => {
    const made = new EngineBench({ model: answers([overloaded(42_000)], [end]), task: noCheck });
    await made.run();
    assert.deepEqual(made.slept, [42_000]);
  });

  it('M03: does not wait an absurd time, and says how long was asked for', async () => {
    const made = new EngineBench({ model: answers([overloaded(86_400_000)]), task: noCheck });
    await made.run();
    assert.deepEqual(made.state.outcome, {
      kind: 'failed',
      error: {
        domain: 'model',
        reason: 'overloaded',
        message: 'It is overloaded.',
        hint: 'The provider asks to wait 1440 minutes. Retry the task then.',
        audience: 'user',
      },
    });
  });

  it('M03: gives up after six attempts', async () => {
    const made = new EngineBench({ model: answers(...Array.from({ length: 9 }, () => [overloaded()])), task: noCheck });
    await made.run();
    assert.deepEqual([made.requests.length, made.slept], [6, [500, 1000, 2000, 4000, 8000]]);
    assert.equal(made.state.outcome?.kind, 'failed');
    assert.equal(made.state.outcome.error.hint, 'It was asked 6 times. Retry the task later.');
  });

  it('M03: fails at once where asking again is no use, and goes on from there when retried', async () => {
    const auth = new ModelError('auth', 'The key is not valid.', { hint: 'Connect the model again.' });
    const made = new EngineBench({ model: answers([auth], [text('Done.'), end]), task: noCheck });
    await made.run();
    assert.deepEqual(made.state.outcome, {
      kind: 'failed',
      error: {
        domain: 'model',
        reason: 'auth',
        message: 'The key is not valid.',
        hint: 'Connect the model again.',
        audience: 'user',
      },
    });
    await made.run();
    assert.deepEqual(made.state.outcome, { kind: 'unverified' });
  });

  it('M03: takes a stream without an end for cut, and a filter for a refusal', async () => {
    const made = new EngineBench({
      model: answers([text('Hm')], [text('No'), { ...end, stop: 'filter' }]),
      task: noCheck,
    });
    await made.run();
    assert.deepEqual(
      made.of('retry').map((event) => event.error.reason),
      ['cut'],
    );
    assert.equal(made.state.outcome?.kind === 'failed' && made.state.outcome.error.reason, 'refused');
  });

  it('M02: gives a call whose id was used before another one, and runs it once', async () => {
    const call = (input: string): ModelPart => ({ kind: 'call', callId: 'same' as CallId, tool: 'shell', input });
    const model = answers([call('{"command":"a"}'), call('{"command":"b"}'), end], [call('{"command":"c"}'), end]);
    const made = new EngineBench({ model, task: noCheck });
    await made.run();
    const ids = made.of('message.end').flatMap((event) => event.calls.map((made) => made.callId));
    assert.deepEqual([made.ran, new Set(ids).size, ids[0]], [['a', 'b', 'c'], 3, 'same']);
  });

  it('M01: tells what is wrong with a call that cannot be read, and gives up after five in a row', async () => {
    const bad = { calls: [{ tool: 'shell', input: '{"command":' }] };
    const unknown = { calls: [{ tool: 'delete_everything', input: {} }] };
    const good = { calls: [{ tool: 'list_files', input: {} }] };
    const script = scriptOf([bad, bad, good, unknown, bad, bad, bad, bad, { text: 'never' }]);
    const made = new EngineBench({ script, task: noCheck });
    await made.run();
    assert.deepEqual([made.requests.length, made.of('tool.intent').length], [8, 1]);
    assert.match(made.results[0] ?? '', /^shell error: The arguments of shell are not valid JSON \(/);
    assert.match(made.results[3] ?? '', /^delete_everything error: There is no tool "delete_everything"/);
    assert.equal(made.state.outcome?.kind === 'failed' && made.state.outcome.error.reason, 'invalid-calls');
    await made.run();
    assert.deepEqual(made.state.outcome, { kind: 'unverified' });
  });

  it('asks to go on with an answer that was cut at its limit', async () => {
    const script = scriptOf([{ text: 'I wi', stop: 'length' }, { text: 'll do it.' }]);
    const made = new EngineBench({ script, task: noCheck });
    await made.run();
    assert.equal(made.requests[1]?.messages.at(-1)?.role, 'user');
    assert.deepEqual(made.state.outcome, { kind: 'unverified' });
  });

  it('M04: asks before it goes beyond the limit of turns', async () => {
    const turn = { calls: [{ tool: 'list_files', input: {} }] };
    const limits = { maxTurns: 2, verifyRounds: 3 };
    const made = new EngineBench({ script: () => turn, task: { ...noCheck, limits } });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'question') {
        const decision = made.of('question').length === 1 ? { kind: 'continue' } : { kind: 'take' };
        made.tell({ type: 'answer', requestId: event.request.requestId, decision });
      }
    };
    await made.run();
    assert.deepEqual([made.requests.length, made.of('question').length], [4, 2]);
    assert.deepEqual(made.state.outcome, { kind: 'taken' });
  });

  it('fails with what went wrong when it is none of the errors it knows', async () => {
    const made = new EngineBench({ model: new ScriptPlayer(scriptOf([])), task: noCheck });
    await made.run();
    assert.deepEqual(
      made.state.outcome?.kind === 'failed' && [made.state.outcome.error.reason, made.state.outcome.error.audience],
      ['unexpected', 'log'],
    );
  });
});
