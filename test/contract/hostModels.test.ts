import assert from 'node:assert/strict';
import { scriptOf, ScriptPlayer } from '../../src/adapters/models/scriptPlayer';
import { hostDesk } from '../../src/app/fleet/hostDesk';
import { ModelError } from '../../src/core/errors';
import { noHost, type HostAnswers } from '../../src/core/hostPorts';
import type { ModelClient, ModelRequest } from '../../src/core/models/modelPorts';
import type { EditorProblems } from '../../src/core/problems/problemPorts';
import { foldRun, initialRun } from '../../src/core/run/runReducer';
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

const silent: EditorProblems = { of: () => Promise.resolve(null) };

function hostOf(models: ModelClient, problems = silent): HostAnswers {
  return hostDesk({ models, problems });
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
    bench.host = hostOf({
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
    bench.host = hostOf(new ScriptPlayer(scriptOf([{ text: 'Done.' }])));
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
    bench.host = hostOf(refuses);
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
    bench.host = hostOf({
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

describe('problems that only an editor knows', () => {
  const script = scriptOf([
    { text: '', calls: [{ tool: 'write_file', input: { path: 'a.ts', content: 'const a: string = 1;\n' } }] },
    { text: 'Done.' },
    { text: 'I leave it.' },
  ]);
  let bench: Bench;

  beforeEach(async () => {
    const model = { provider: 'vscode-lm', name } as const;
    const prepared = await prepareTask(
      { 'a.ts': 'export {};\n' },
      { engine: { kind: 'model', model }, verify: null, diagnostics: { least: 'error', commands: [] } },
    );
    bench = new Bench(prepared);
  });

  afterEach(async () => {
    await bench.runner.stop();
    bench.prepared.repo.dispose();
  });

  async function runWith(problems: EditorProblems): Promise<void> {
    bench.host = hostOf(new ScriptPlayer(script), problems);
    const ended = bench.ended();
    bench.send({ type: 'start', spec: bench.prepared.spec });
    await ended;
  }

  const diagnosed = () =>
    bench.events.flatMap((event) => (event.type === 'diagnosed' ? [{ sources: event.sources, text: event.text }] : []));

  it('are asked for the files of the worktree and of the checkout, and told to the model', async () => {
    const asked: Parameters<EditorProblems['of']>[0][] = [];
    const problem = { path: 'a.ts', line: 1, column: 7, severity: 'error', code: 'TS2322', message: 'No.' } as const;
    await runWith({
      of: (files) => {
        asked.push(files);
        return Promise.resolve([{ path: 'a.ts', now: [problem], before: [] }]);
      },
    });
    const { worktree, root } = bench.prepared.spec.workspace.repos[0];
    assert.deepEqual(asked, [{ folder: worktree, before: root, paths: [{ path: 'a.ts', oldPath: 'a.ts' }] }]);
    const text = 'New problems in files that you changed, found after this step:\na.ts:1:7: error TS2322: No.';
    assert.deepEqual(diagnosed(), [{ sources: ['editor'], text }]);
  });

  it('are done without where no window is open', async () => {
    await runWith({ of: () => Promise.resolve(null) });
    assert.deepEqual(diagnosed(), [{ sources: [], text: '' }]);
    assert.deepEqual(bench.state.outcome, { kind: 'unverified' });
  });

  it('are done without where the editor fails', async () => {
    await runWith({ of: () => Promise.reject(new Error('The language service is gone.')) });
    assert.deepEqual(diagnosed(), [{ sources: [], text: '' }]);
    assert.deepEqual(bench.state.outcome, { kind: 'unverified' });
  });
});
