import * as assert from 'node:assert/strict';
import { SystemClock } from '../../../../src/adapters/system/systemClock';
import { SystemIds } from '../../../../src/adapters/system/systemIds';
import { TaskId } from '../../../../src/protocol';

describe('SystemIds', () => {
  it('makes task ids that are valid and sort as they were made', () => {
    const ids = new SystemIds();
    const made = Array.from({ length: 1000 }, () => ids.taskId());
    assert.deepEqual([...new Set(made)].sort(), made);
    made.forEach((id) => TaskId.parse(id));
  });

  it('makes short ids that differ', () => {
    const ids = new SystemIds();
    assert.equal(new Set(Array.from({ length: 1000 }, () => ids.short())).size, 1000);
  });
});

describe('SystemClock', () => {
  it('ends a sleep with the reason of its abort', async () => {
    const clock = new SystemClock();
    const controller = new AbortController();
    const sleeping = clock.sleep(60_000, controller.signal);
    const reason = new Error('enough');
    controller.abort(reason);
    await assert.rejects(sleeping, reason);
    await assert.rejects(clock.sleep(0, controller.signal), reason);
  });

  it('sleeps', async () => {
    await new SystemClock().sleep(1, new AbortController().signal);
  });
});
