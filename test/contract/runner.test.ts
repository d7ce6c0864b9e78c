import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createRehearsal } from '../../src/adapters/models/rehearsal';
import { sampleTask } from '../../src/adapters/models/rehearsalScript';
import { type Script, scriptOf, ScriptPlayer } from '../../src/adapters/models/scriptPlayer';
import type { ModelClients } from '../../src/core/models/modelPorts';
import { foldRun, initialRun } from '../../src/core/run/runReducer';
import { RunnerEvent, type RunnerCommand, type RunnerMessage, type Task } from '../../src/protocol';
import { createRunner, type Runner } from '../../src/runner/createRunner';
import { MemoryLog } from '../fakes/memoryLog';
import { type PreparedTask, prepareTask } from '../fakes/preparedTask';

type EventType = RunnerEvent['type'];

/** A runner with one task, and what it said. */
class Bench {
  readonly messages: RunnerMessage[] = [];
  readonly log = new MemoryLog();
  readonly runner: Runner;

  constructor(
    readonly prepared: PreparedTask,
    createModel: ModelClients,
  ) {
    this.runner = createRunner({ createModel, log: this.log });
    this.runner.onMessage((message) => this.messages.push(message));
  }

  send(command: Record<string, unknown>): void {
    const taskId = this.prepared.spec.task.id;
    this.runner.send({ id: `c${this.messages.length}`, taskId, ...command } as RunnerCommand);
  }

  start(): void {
    this.send({ type: 'start', spec: this.prepared.spec });
  }

  until<T extends RunnerMessage>(isIt: (message: RunnerMessage) => message is T): Promise<T>;
  until(isIt: (message: RunnerMessage) => boolean): Promise<RunnerMessage>;
  async until(isIt: (message: RunnerMessage) => boolean): Promise<RunnerMessage> {
    return await new Promise((resolve) => {
      const listening = this.runner.onMessage((message) => {
        if (isIt(message)) {
          listening.dispose();
          resolve(message);
        }
      });
    });
  }

  event(type: EventType): Promise<RunnerMessage> {
    return this.until((message) => message.kind === 'event' && message.event.type === type);
  }

  ended(): Promise<RunnerMessage> {
    return this.until((message) => message.kind === 'ended');
  }

  get events(): RunnerEvent[] {
    return this.messages.flatMap((message) => (message.kind === 'event' ? [message.event] : []));
  }

  get state() {
    return this.events.reduce(foldRun, initialRun);
  }

  /** The journal on disk. */
  get journal(): unknown[] {
    const file = path.join(this.prepared.spec.taskDir, 'events.jsonl');
    return fs
      .readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => RunnerEvent.parse(JSON.parse(line)));
  }
}

const sample = path.join(import.meta.dirname, '../../sample');
const sampleFiles = Object.fromEntries(
  fs
    .readdirSync(sample, { recursive: true, encoding: 'utf8' })
    .filter((name) => fs.statSync(path.join(sample, name)).isFile())
    .map((name) => [name, fs.readFileSync(path.join(sample, name), 'utf8')]),
);
const player =
  (script: Script): ModelClients =>
  () =>
    new ScriptPlayer(script);
const shell = (command: string) => ({ calls: [{ tool: 'shell', input: { command } }] });

describe('the runner', () => {
  let bench: Bench;
  async function open(createModel: ModelClients, changes: Partial<Task> = {}, files = sampleFiles): Promise<Bench> {
    bench = new Bench(await prepareTask(files, changes), createModel);
    return bench;
  }
  afterEach(async () => {
    await bench.runner.stop();
    bench.prepared.repo.dispose();
  });

  it('plays the rehearsal from the prompt to a verified change, through a red check', async () => {
    const rehearsal = createRehearsal(() => Promise.resolve());
    const { prepared } = await open(() => rehearsal, { prompt: sampleTask, verify: 'npm test' });
    const before = prepared.repo.userState();
    bench.start();
    await bench.ended();
    const { outcome, round, files, sandbox } = bench.state;
    assert.equal(outcome?.kind, 'verified');
    assert.deepEqual(
      { ...outcome.receipt, durationMs: 0, tree: '' },
      {
        command: 'npm test',
        exitCode: 0,
        counts: { runner: 'node:test', passed: 17, failed: 0, skipped: 0, total: 17 },
        durationMs: 0,
        tree: '',
        sandboxed: true,
        place: 'clean',
      },
    );
    assert.deepEqual([sandbox?.kind, round], ['bubblewrap', 2]);
    assert.deepEqual(
      files.map((file) => [file.path, file.status]),
      [
        ['CHANGELOG.md', 'modified'],
        ['src/shipping.js', 'modified'],
        ['test/checkout.test.js', 'modified'],
      ],
    );
    assert.deepEqual(prepared.repo.userState(), before);
    assert.deepEqual(bench.journal, bench.events);
    const head = prepared.repo.git('rev-parse', `refs/background-agents/checkpoints/${prepared.spec.task.id}^{tree}`);
    assert.equal(head.trim(), outcome.receipt.tree);
  });

  it('streams answers and output, which are all in the journal or the output file afterwards', async () => {
    await open(player(scriptOf([{ text: 'Let me count.', ...shell('seq 1 2000') }, { text: 'Done.' }])), {
      verify: null,
    });
    bench.start();
    await bench.ended();
    const deltas = bench.messages.flatMap((message) => (message.kind === 'delta' ? [message.text] : []));
    assert.equal(deltas.join(''), 'Let me count.Done.');
    const output = bench.messages.flatMap((message) => (message.kind === 'output' ? [message.text] : []));
    const kept = fs.readFileSync(path.join(bench.prepared.spec.taskDir, 'output', 'call-1-1.log'), 'utf8');
    assert.equal(output.join(''), kept);
    assert.match(kept, /^1\n2\n[^]*\n2000\n$/);
    assert.deepEqual(bench.state.outcome, { kind: 'unverified' });
  });

  it('sends again what came after a number, and says when a task is not here', async () => {
    await open(player(scriptOf([shell('sleep 611'), {}])), { verify: null });
    bench.start();
    await bench.event('tool.intent');
    const before = bench.events;
    bench.messages.length = 0;
    bench.send({ type: 'attach', sinceSeq: 2 });
    assert.deepEqual(bench.events, before.slice(2));
    bench.send({ type: 'stop' });
    await bench.ended();
    const ended = bench.ended();
    bench.send({ type: 'message', text: 'Are you there?' });
    const { error } = (await ended) as Extract<RunnerMessage, { kind: 'ended' }>;
    assert.equal(error?.reason, 'not-possible-now');
  });

  it('stops a task with its processes, and goes on with it when it is started again', async () => {
    await open(player(scriptOf([shell('touch begun; sleep 612'), { text: 'Checked.' }])), { verify: null });
    bench.start();
    await bench.until((message) => message.kind === 'event' && message.event.type === 'tool.intent');
    const ended = bench.ended();
    bench.send({ type: 'stop' });
    await ended;
    assert.deepEqual(bench.state.outcome, { kind: 'stopped' });
    const again = bench.ended();
    bench.start();
    await again;
    const results = bench.events.flatMap((event) => (event.type === 'tool.result' ? [event.outcome] : []));
    assert.deepEqual([results, bench.state.outcome], [['unknown'], { kind: 'unverified' }]);
    assert.deepEqual(bench.journal, bench.events);
  });

  it('takes a message that was sent with the start of a finished task', async () => {
    const script = scriptOf([{ text: 'Done.' }, shell('echo more > more.txt'), { text: 'Done again.' }]);
    await open(player(script), { verify: null });
    const ended = bench.ended();
    bench.start();
    await ended;
    const again = bench.ended();
    bench.start();
    bench.send({ id: 'm1', type: 'message', text: 'And more.' });
    await again;
    const message = bench.events.find((event) => event.causeId === 'm1');
    assert.equal(message?.type, 'user.message');
    assert.deepEqual(
      bench.state.files.map((file) => file.path),
      ['more.txt'],
    );
  });

  it('leaves the journal as it is when it is ended, and another runner resumes the task', async () => {
    const script = scriptOf([shell('echo once >> log.txt'), shell('sleep 613'), { text: 'Done.' }]);
    await open(player(script), { verify: null });
    bench.start();
    await bench.until(
      (message) =>
        message.kind === 'event' && message.event.type === 'tool.intent' && message.event.input.includes('613'),
    );
    await bench.runner.stop();
    const before = bench.journal;
    assert.equal(
      bench.messages.some((message) => message.kind === 'ended'),
      false,
    );
    const { prepared } = bench;
    bench = new Bench(prepared, player(script));
    bench.start();
    await bench.ended();
    assert.deepEqual(bench.journal.slice(0, before.length), before);
    assert.equal(fs.readFileSync(path.join(prepared.worktree, 'log.txt'), 'utf8'), 'once\n');
  });

  it('keeps a key in memory, and out of the journal', async () => {
    const key = 'sk-canary-0123456789';
    let seen: string | undefined;
    const script = scriptOf([{ text: `The key is ${key}.`, ...shell(`echo ${key}`) }, {}]);
    await open(
      (_, apiKey) => {
        seen = apiKey;
        return new ScriptPlayer(script);
      },
      { verify: null },
    );
    const { engine } = bench.prepared.spec.task;
    assert.ok(engine.kind === 'model');
    bench.send({ type: 'credentials', model: engine.model, apiKey: key });
    bench.start();
    await bench.ended();
    assert.equal(seen, key);
    assert.doesNotMatch(JSON.stringify(bench.journal), /canary/);
    assert.match(JSON.stringify(bench.journal), /The key is \[secret model key\]\./);
  });

  it('runs many tasks side by side', async () => {
    const script: Script = (request) => scriptOf([shell('echo x > x.txt'), {}])(request);
    await open(player(script), { verify: 'test -f x.txt' });
    const others = await Promise.all([1, 2, 3].map(() => prepareTask({ a: 'a' }, { verify: 'test -f x.txt' })));
    const all = [bench.prepared, ...others];
    const left = new Set<string>(all.map(({ spec }) => spec.task.id));
    const done = bench.until((message) => message.kind === 'ended' && left.delete(message.taskId) && left.size === 0);
    for (const { spec } of all) {
      bench.runner.send({ id: 's', taskId: spec.task.id, type: 'start', spec });
    }
    await done;
    for (const { spec, repo } of all) {
      const events = bench.events.filter((event) => event.taskId === spec.task.id);
      assert.equal(events.reduce(foldRun, initialRun).outcome?.kind, 'verified');
      assert.deepEqual(
        events.map((event) => event.seq),
        events.map((_, index) => index + 1),
      );
      repo.dispose();
    }
  });

  it('says why a task cannot go on whose worktree is gone', async () => {
    await open(player(scriptOf([{}])));
    fs.rmSync(bench.prepared.worktree, { recursive: true });
    bench.start();
    const { error } = (await bench.ended()) as Extract<RunnerMessage, { kind: 'ended' }>;
    assert.deepEqual(error, {
      domain: 'git',
      reason: 'worktree-missing',
      message: 'The worktree of this task is gone: it was moved or deleted.',
      hint: 'Move it back and retry, or discard the task.',
      audience: 'user',
    });
    assert.deepEqual(bench.events, []);
  });
});
