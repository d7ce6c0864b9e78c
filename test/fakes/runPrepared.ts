import assert from 'node:assert/strict';
import { type ScriptedTurn, scriptOf, ScriptPlayer } from '../../src/adapters/models/scriptPlayer';
import type { RunnerEvent, Task } from '../../src/protocol';
import { createRunner } from '../../src/runner/createRunner';
import type { RunnerOptions } from '../../src/runner/openPorts';
import { MemoryLog } from './memoryLog';
import type { TaskBench } from './taskBench';

/** Lets a real runner do a task of a bench to its end, with a model that answers by a script. Returns all events. */
export async function runPrepared(
  bench: TaskBench,
  task: Task,
  turns: ScriptedTurn[] = [{}],
  more: Partial<RunnerOptions> = {},
): Promise<RunnerEvent[]> {
  const { workspace } = bench.view(task).app;
  assert.ok(workspace !== null);
  const runner = createRunner({ createModel: () => new ScriptPlayer(scriptOf(turns)), log: new MemoryLog(), ...more });
  const events: RunnerEvent[] = [];
  const ended = new Promise<unknown>((resolve) => {
    runner.onMessage((message) => {
      if (message.kind === 'event') {
        events.push(message.event);
      } else if (message.kind === 'ended') {
        resolve(message.error);
      }
    });
  });
  const spec = { v: 1 as const, task, workspace, taskDir: bench.journal.taskDir(task.id), fence: 1 };
  runner.send({ id: 'c1', taskId: task.id, type: 'start', spec });
  assert.equal(await ended, undefined);
  await runner.stop();
  return events;
}
