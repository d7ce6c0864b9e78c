import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { ResidentClient } from '../../../../src/adapters/resident/residentClient';
import { noHost } from '../../../../src/core/hostPorts';
import { noSecrets } from '../../../../src/core/secrets/secretPorts';
import { TaskId } from '../../../../src/protocol';
import { MemoryLog } from '../../../fakes/memoryLog';

describe('the way to the process that runs tasks', () => {
  it('ends with what to do where that process takes connections and says nothing', async () => {
    const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'resident-'));
    const address = path.join(dataDir, 'resident-1.sock');
    const asked: string[] = [];
    const mute = net.createServer((socket) => socket.on('data', (data) => asked.push(data.toString())));
    await new Promise<void>((resolve) => mute.listen(address, resolve));
    fs.writeFileSync(
      path.join(dataDir, 'resident.json'),
      JSON.stringify({ pid: process.pid, address, token: 't'.repeat(32) }),
    );
    const client = new ResidentClient({
      ...{ dataDir, cliPath: '/none', version: '1.0.0', maxRunning: 1, log: new MemoryLog(), greetingMs: 50 },
      ...{ keyOf: () => Promise.resolve(undefined), secretsOf: noSecrets, host: noHost },
    });
    try {
      await assert.rejects(client.call({ act: 'submit', taskId: TaskId.parse('01JD8X00000000000000000R00') }), {
        message: `The process that runs the tasks (${process.pid}) does not answer.`,
        hint: /^End that process/,
      });
      assert.match(asked.join(''), /"hello"/);
    } finally {
      client.dispose();
      mute.close();
      fs.rmSync(dataDir, { recursive: true });
    }
  });
});
