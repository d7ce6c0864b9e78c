import assert from 'node:assert/strict';
import { scriptOf, ScriptPlayer } from '../../src/adapters/models/scriptPlayer';
import { hostDesk } from '../../src/app/hostDesk';
import { ModelError } from '../../src/core/errors';
import { noHost, type HostAnswers } from '../../src/core/hostPorts';
import type { ModelRequest } from '../../src/core/modelPorts';
import { foldRun, initialRun } from '../../src/core/runReducer';
import type { RunnerCommand, RunnerEvent, RunnerMessage } from '../../src/protocol';
import { HostRequest, HostResponse } from '../../src/protocol';
import { createRunner, type Runner } from '../../src/runner/createRunner';
import { MemoryLog } from '../fakes/memoryLog';
import { type PreparedTask, prepareTask } from '../fakes/preparedTask';

const name = 'copilot/some-model';

/** A runner, and whoever answers it for an editor. What passes between them passes as JSON. */
class Bench {
  readonly events: RunnerEvent[] = [];
  readonly requests: HostRequest[] = [];
  readonly runner: Runner;
  host: HostAnswers = noHost;

  constructor(readonly prepared: PreparedTask) {
    const log = new MemoryLog();
    this.runner = createRunner({ createModel: () => assert.fail('asked for a client of its own'), log });
    this.runner.onMessage((message) => {
      if (message.kind === 'event') {
        this.events.push(message.event);
      } else if (message.kind === 'host') {
        const request = HostRequest.parse(JSON.parse(JSON.stringify(message.request)));
        this.requests.push(request);
        this.host(request, (response) => {
          this.send({ type: 'host', response: HostResponse.parse(JSON.parse(JSON.stringify(response))) });
        });
      }
    });
  }

  send(command: Record<string, unknown>): void {
    const taskId = this.prepared.spec.task.id;
    this.runner.send({ id: `c${this.events.length}`, taskId, ...command } as RunnerCommand);
  }

  until(isIt: (message: RunnerMessage) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const listening = this.runner.onMessage((message) => {
        if (isIt(message)) {
          listening.dispose();
          resolve();
        }
      });
    });
  }

  ended(): Promise<void> {
    return this.until(({ kind }) => kind === 'ended');
  }

  get state() {
    return this.events.reduce(foldRun, initialRun);
  }
}

const isQuestion = (message: RunnerMessage): boolean => message.kind === 'event' && message.event.type === 'question';

describe('a model that only an editor has', () => {
  let bench: Bench;

  beforeEach(async () => {
    const model = { provider: 'vscode-lm', name } as const;
    bench = new Bench(await prepareTask({ a: 'a\n' }, { engine: { kind: 'model', model }, verify: null }));
  });

  afterEach(async () => {
    await bench.runner.stop();
    bench.prepared.repo.dispose();
  });

  function start(): void {
    bench.send({ type: 'start', spec: bench.prepared.spec });
  }

  it('is waited for where no window is open, and asked as the same turn when one is', async () => {
    const asked = bench.until(isQuestion);
    start();
    await asked;
    const { request } = bench.state;
    assert.equal(request?.kind, 'window');
    const seen: ModelRequest[] = [];
    const script = scriptOf([
      { text: 'I look.', calls: [{ tool: 'read_file', input: { path: 'a' } }] },
      { text: 'Done.' },
    ]);
    bench.host = hostDesk({
      stream(modelRequest, signal) {
        seen.push(modelRequest);
        return new ScriptPlayer(script).stream(modelRequest, signal);
      },
    });
    const ended = bench.ended();
    bench.send({ type: 'answer', requestId: request.requestId, decision: { kind: 'continue' } });
    await ended;
    assert.deepEqual(
      bench.events.flatMap((event) => (event.type === 'model.request' ? [[event.turn, event.model]] : [])),
      [1, 1, 2].map((turn) => [turn, { provider: 'vscode-lm', name }]),
    );
    const { outcome, extraTurns } = bench.state;
    assert.deepEqual([outcome, extraTurns], [{ kind: 'unverified' }, 0]);
    assert.deepEqual(
      seen.map(({ messages }) => messages.map(({ role }) => role)),
      [['user'], ['user', 'assistant', 'tool']],
    );
    assert.ok((seen[0]?.tools.length ?? 0) > 5 && seen[0]?.system.includes('shell'));
  });

  it('is no longer waited for when another model is to be asked', async () => {
    const asked = bench.until(isQuestion);
    start();
    await asked;
    bench.host = hostDesk(new ScriptPlayer(scriptOf([{ text: 'Done.' }])));
    const ended = bench.ended();
    bench.send({ type: 'model', model: { provider: 'vscode-lm', name: 'copilot/another' } });
    await ended;
    assert.deepEqual(bench.state.outcome, { kind: 'unverified' });
    assert.deepEqual(
      bench.requests.flatMap((request) => (request.kind === 'model' ? [request.name] : [])),
      [name, 'copilot/another'],
    );
  });

  it('passes on why it failed, in its own words', async () => {
    const refusal = new ModelError('auth', 'VS Code does not let this extension use it.', { hint: 'Allow it.' });
    const refuses = new ScriptPlayer(
      () => ({ text: 'I begin' }),
      () => Promise.reject(refusal),
    );
    bench.host = hostDesk(refuses);
    const ended = bench.ended();
    start();
    await ended;
    const { outcome } = bench.state;
    assert.deepEqual(outcome?.kind === 'failed' && outcome.error, {
      domain: 'model',
      reason: 'auth',
      message: 'VS Code does not let this extension use it.',
      hint: 'Allow it.',
      audience: 'user',
    });
  });

  it('is told when its answer is no longer wanted', async () => {
    let isAborted = false;
    bench.host = hostDesk({
      async *stream(_, signal) {
        yield { kind: 'text', text: 'I begin' };
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        isAborted = true;
      },
    });
    const begun = bench.until((message) => message.kind === 'event' && message.event.type === 'message.start');
    start();
    await begun;
    const ended = bench.ended();
    bench.send({ type: 'stop' });
    await ended;
    assert.deepEqual(
      [bench.state.outcome, bench.requests.map(({ kind }) => kind), isAborted],
      [{ kind: 'stopped' }, ['model', 'cancel'], true],
    );
  });
});
