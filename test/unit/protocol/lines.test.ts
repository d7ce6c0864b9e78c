import assert from 'node:assert/strict';
import { RunnerCommand, RunnerEvent, TaskEntry } from '../../../src/protocol';
import { at, taskId } from '../core/journal';

describe('the lines of the journals', () => {
  const envelope = { v: 1, seq: 3, taskId, at };

  it('keep what they know of a newer line and drop the rest', () => {
    const line = { ...envelope, type: 'user.message', text: 'Hello', source: 'user', mood: 'new' };
    assert.deepEqual(RunnerEvent.parse(line), {
      ...envelope,
      type: 'user.message',
      text: 'Hello',
      source: 'user',
    });
    assert.deepEqual(TaskEntry.parse({ v: 1, seq: 1, at, type: 'cancelled', extra: 1 }), {
      v: 1,
      seq: 1,
      at,
      type: 'cancelled',
    });
  });

  it('refuse another version, an unknown type and a seq below 1', () => {
    const body = { type: 'interrupted' };
    assert.equal(RunnerEvent.safeParse({ ...envelope, ...body, v: 2 }).success, false);
    assert.equal(RunnerEvent.safeParse({ ...envelope, type: 'state' }).success, false);
    assert.equal(RunnerEvent.safeParse({ ...envelope, ...body, seq: 0 }).success, false);
  });

  it('let no command carry fields that it does not have', () => {
    assert.equal(RunnerCommand.safeParse({ id: '1', taskId, type: 'stop' }).success, true);
    assert.equal(RunnerCommand.safeParse({ id: '1', taskId, type: 'stop', approved: true }).success, false);
  });
});
