import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { scriptOf, ScriptPlayer } from '../../src/adapters/models/scriptPlayer';
import { foldRun, initialRun } from '../../src/core/run/runReducer';
import type { RunnerCommand, RunnerEvent, Task } from '../../src/protocol';
import { createRunner, type Runner } from '../../src/runner/createRunner';
import { MemoryLog } from '../fakes/memoryLog';
import { type PreparedTask, prepareTask } from '../fakes/preparedTask';

/** Added again until the command has begun, which never ends by itself. */
const soon = { minutes: 0.025 };
/** The shell and what it started; the latter would outlive a kill of the shell alone. */
const endless = 'echo begun > begun.txt; sleep 1000 & echo $! > ../../../child.pid; echo $$ > ../../../shell.pid; wait';

/** Resolves when the process is gone, which a signal that was sent does not yet mean. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ESRCH');
      return;
    }
    await setTimeout(20);
  }
}

describe('the minutes of a budget, with real processes', () => {
  let runner: Runner;
  let prepared: PreparedTask;
  const events: RunnerEvent[] = [];

  afterEach(async () => {
    await runner.stop();
    prepared.repo.dispose();
    events.length = 0;
  });

  const pid = (name: string) => Number(fs.readFileSync(path.join(prepared.worktree, '../../..', name), 'utf8'));
  const hasBegun = () => fs.existsSync(path.join(prepared.worktree, '../../../shell.pid'));

  /** Starts a task, and takes what there is when its budget is used up; resolves when it has ended. */
  async function run(changes: Partial<Task>): Promise<void> {
    prepared = await prepareTask({ 'a.txt': 'text\n' }, { isolation: 'none', approve: 'allow', ...changes });
    const calls = [{ tool: 'shell', input: { command: endless } }];
    const player = new ScriptPlayer(scriptOf(Array.from({ length: 50 }, () => ({ calls }))));
    runner = createRunner({ createModel: () => player, log: new MemoryLog() });
    const { id: taskId } = prepared.spec.task;
    const send = (command: object) =>
      runner.send({ id: `c${events.length}`, taskId, ...command } as unknown as RunnerCommand);
    const ended = new Promise<void>((resolve) => {
      runner.onMessage((message) => {
        if (message.kind === 'ended') {
          resolve();
        }
        if (message.kind === 'event') {
          events.push(message.event);
        }
        if (message.kind === 'event' && message.event.type === 'question') {
          const { requestId } = message.event.request;
          send({ type: 'answer', requestId, decision: { kind: hasBegun() ? 'take' : 'continue' } });
        }
      });
    });
    send({ type: 'start', spec: prepared.spec });
    await ended;
  }

  const types = () =>
    events
      .map(({ type }) => type)
      .filter((type) => ['tool.intent', 'interrupted', 'tool.result', 'question', 'answer', 'finished'].includes(type))
      .slice(-6);

  async function isCleanlyEnded(): Promise<void> {
    await gone(pid('shell.pid'));
    await gone(pid('child.pid'));
    assert.equal(fs.readFileSync(path.join(prepared.worktree, 'begun.txt'), 'utf8'), 'begun\n');
    const { outcome, openCalls, files } = events.reduce(foldRun, initialRun);
    assert.deepEqual([outcome, openCalls, files.map((file) => file.path)], [{ kind: 'taken' }, [], ['begun.txt']]);
  }

  for (const [whose, changes] of [
    ['the task', { budget: soon }],
    ['all that share it', { sharedBudget: { id: 'race', budget: soon } }],
  ] as const) {
    it(`end a command and all that it started when the time of ${whose} is over, and keep what it did`, async () => {
      await run({ verify: null, ...changes });
      assert.deepEqual(types(), ['tool.intent', 'interrupted', 'tool.result', 'question', 'answer', 'finished']);
      const reached = events.flatMap((event) => (event.type === 'interrupted' ? [event.reached] : []));
      const { limit, allowed, shared } = reached.at(-1) ?? assert.fail();
      assert.deepEqual([limit, allowed % 1_500, shared], ['minutes', 0, whose === 'the task' ? undefined : true]);
      await isCleanlyEnded();
    });
  }

  it('end the command of a command task', async () => {
    await run({ verify: null, engine: { kind: 'command', command: endless }, budget: soon });
    assert.deepEqual(types(), ['tool.intent', 'interrupted', 'tool.result', 'question', 'answer', 'finished']);
    await isCleanlyEnded();
  });
});
