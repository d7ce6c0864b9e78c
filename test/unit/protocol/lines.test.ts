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

  it('have one mark of an estimate, wherever an older journal put it', () => {
    const usage = { input: 1, output: 2, cacheRead: 0, cacheWrite: 0 };
    const marked = { usage: { ...usage, isEstimate: true }, cost: 3 };
    const reserved = { tokens: 9, microUsd: null };
    const answered = { ...envelope, type: 'aside.answered', askedSeq: 1, text: 'Yes.' };
    const lines = [
      { ...envelope, type: 'usage', usage, cost: 3, estimated: true },
      { ...envelope, type: 'usage', ...marked },
      { ...answered, settled: { reserved, used: { usage, cost: 3, estimated: true } } },
      { ...envelope, type: 'usage', usage, cost: 3, chars: 7 },
    ];
    assert.deepEqual(
      lines.map((line) => RunnerEvent.parse(line)),
      [
        { ...envelope, type: 'usage', ...marked },
        { ...envelope, type: 'usage', ...marked },
        { ...answered, settled: { reserved, used: marked } },
        lines[3],
      ],
    );
    assert.deepEqual(RunnerEvent.parse(RunnerEvent.parse(lines[0])), { ...envelope, type: 'usage', ...marked });
  });

  it('let no command carry fields that it does not have', () => {
    assert.equal(RunnerCommand.safeParse({ id: '1', taskId, type: 'stop' }).success, true);
    assert.equal(RunnerCommand.safeParse({ id: '1', taskId, type: 'stop', approved: true }).success, false);
  });
});
