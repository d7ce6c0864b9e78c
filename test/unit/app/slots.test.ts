import * as assert from 'node:assert/strict';
import { Slots } from '../../../src/app/slots';
import { SystemIds } from '../../../src/adapters/system/systemIds';

const ids = new SystemIds();
const never = new AbortController().signal;

describe('Slots', () => {
  it('gives places in the order they were asked for', async () => {
    const slots = new Slots(2);
    const tasks = Array.from({ length: 5 }, () => ids.taskId());
    const admitted: number[] = [];
    const waits = tasks.map((task, index) => slots.wait(task, never).then(() => admitted.push(index)));
    await Promise.all(waits.slice(0, 2));
    assert.deepEqual(admitted, [0, 1]);
    for (const [index, task] of tasks.slice(0, 3).entries()) {
      slots.leave(task);
      await waits[index + 2];
    }
    assert.deepEqual(admitted, [0, 1, 2, 3, 4]);
  });

  it('lets nobody in while one more than its count is there', async () => {
    const slots = new Slots(1);
    const [first, answered, third] = [ids.taskId(), ids.taskId(), ids.taskId()];
    await slots.wait(first, never);
    slots.enter(answered);
    let isIn = false;
    const waiting = slots.wait(third, never).then(() => (isIn = true));
    slots.leave(first);
    await Promise.resolve();
    assert.equal(isIn, false);
    slots.leave(answered);
    await waiting;
  });

  it('forgets one that no longer wants a place', async () => {
    const slots = new Slots(1);
    const [first, second, third] = [ids.taskId(), ids.taskId(), ids.taskId()];
    await slots.wait(first, never);
    const controller = new AbortController();
    const given = slots.wait(second, controller.signal);
    const waiting = slots.wait(third, never);
    const reason = new Error('stopped');
    controller.abort(reason);
    await assert.rejects(given, reason);
    slots.leave(first);
    await waiting;
    await assert.rejects(slots.wait(second, controller.signal), reason);
  });
});
