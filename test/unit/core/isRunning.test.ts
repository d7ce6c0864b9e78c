import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isRunning } from '../../../src/core/isRunning';

describe('isRunning', () => {
  it('is true of a process until it has ended', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
    const signal = (): unknown => process.kill(child.pid ?? 0, 0);
    assert.equal(isRunning(signal), true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(isRunning(signal), false);
  });

  it('is true of a process that may not be signalled', () => {
    const refused = (): never => {
      throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
    };
    assert.equal(isRunning(refused), true);
  });
});
