import * as assert from 'node:assert/strict';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { TestWindow } from '../fakes/testWindow';

describe('a process that runs the tasks and is lost', () => {
  let root: string;
  let window: TestWindow;

  beforeEach(async () => {
    root = await temporaryFolder();
    window = await TestWindow.open(root);
  });

  afterEach(async () => {
    await window.close();
    await removeFolder(root);
  });

  it('R07: is launched again, and its tasks are resumed', async () => {
    const held = await window.write('hold');
    await window.fleet.submit(held);
    await window.until(held, (view) => view.run.seq === 2);
    const crashing = await window.write('crash once');
    await window.fleet.submit(crashing);
    assert.equal((await window.fleet.settled(crashing)).state.kind, 'complete');
    await window.until(held, (view) => view.run.seq === 3);
    assert.deepEqual(window.launcher.launches, [
      ['credentials', 'start', 'credentials', 'start'],
      ['credentials', 'start', 'credentials', 'start'],
    ]);
    assert.deepEqual(
      window.store.events(held).flatMap((event) => (event.type === 'ready' ? event.resumed : [])),
      [false, true],
    );
  });

  it('R07: is given up when it is lost again and again, and when it can not be launched', async () => {
    const taskId = await window.write('crash');
    await window.fleet.submit(taskId);
    const { state } = await window.fleet.settled(taskId);
    assert.deepEqual(state, {
      kind: 'failed',
      error: {
        domain: 'task',
        reason: 'runner-lost',
        message: 'The process that runs the tasks ended: it crashed.',
        hint: 'Retry the task: it goes on from where it was.',
        audience: 'user',
      },
    });
    assert.equal(window.launcher.launches.length, 4);
    window.launcher.isBroken = true;
    const other = await window.write('finish');
    await window.fleet.submit(other);
    const failed = (await window.fleet.settled(other)).state;
    assert.equal(failed.kind === 'failed' && failed.error.message, 'no runner here');
    window.launcher.isBroken = false;
    await window.fleet.retry(other);
    assert.equal((await window.fleet.settled(other)).state.kind, 'complete');
  });
});
