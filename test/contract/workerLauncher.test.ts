import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import { WorkerLauncher } from '../../src/adapters/worker/workerLauncher';
import type { RunnerLink } from '../../src/core/runnerPorts';
import type { RunnerCommand, RunnerMessage } from '../../src/protocol';
import { MemoryLog } from '../fakes/memoryLog';
import { taskId } from '../unit/core/journal';

const runner = path.join(import.meta.dirname, '../fixtures/worker/runner.mjs');
const say = (text: string): RunnerCommand => ({ id: 'c1', taskId, type: 'message', text });

describe('WorkerLauncher', () => {
  let log: MemoryLog;

  beforeEach(() => {
    log = new MemoryLog();
  });

  const launch = (file = runner): Promise<RunnerLink> => new WorkerLauncher(file, log, 100).launch();
  const nextMessage = (link: RunnerLink): Promise<RunnerMessage> =>
    new Promise((resolve) => {
      const listening = link.onMessage((message) => {
        listening.dispose();
        resolve(message);
      });
    });

  it('sends commands and receives messages, and drops what is none', async () => {
    const link = await launch();
    const message = nextMessage(link);
    link.send(say('nonsense'));
    link.send(say('echo'));
    assert.deepEqual(await message, { kind: 'delta', taskId, messageId: 'm', text: 'hello' });
    assert.ok(log.lines[0]?.startsWith('error The runner sent what is not a message.'));
    await link.stop();
    assert.deepEqual(await link.exited, { reason: 'exit code 0', expected: true });
  });

  it('R07: tells why it ended when it crashes, and can be stopped then', async () => {
    const link = await launch();
    link.send(say('crash'));
    assert.deepEqual(await link.exited, { reason: 'out of order', expected: false });
    link.send(say('echo'));
    await link.stop();
  });

  it('ends a runner that does not listen any more', async () => {
    const link = await launch();
    const message = nextMessage(link);
    link.send(say('hang'));
    await message;
    await link.stop();
    assert.deepEqual(await link.exited, { reason: 'exit code 1', expected: true });
  });

  it('says that a runner can not be started', async () => {
    await assert.rejects(launch('/nowhere/runner.mjs'), { domain: 'task', reason: 'runner-lost' });
  });
});
