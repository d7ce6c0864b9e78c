import * as assert from 'node:assert/strict';
import { EventBody } from '../../../src/protocol';
import type { AgentsWindowUpdate, RunnerEvent } from '../../../src/protocol';
import { PendingUpdates } from '../../../src/views/pendingUpdates';
import { task, taskView } from '../core/views';

const taskId = task.id;

function said(seq: number): RunnerEvent {
  const body = EventBody.parse({ type: 'user.message', text: `message ${seq}`, source: 'user' });
  return { v: 1, seq, taskId, at: '2026-11-23T10:00:00.000Z', ...body };
}

describe('updates for the Agents Window', () => {
  const sent: AgentsWindowUpdate[] = [];
  const updates = new PendingUpdates(60_000, (update) => sent.push(update));

  afterEach(() => {
    updates.clear();
    sent.length = 0;
  });

  it('sends the last state of a task once, before its events', () => {
    updates.addTask(taskView({ state: { kind: 'queued' } }));
    updates.addEvents([said(1)]);
    updates.addTask(taskView({ state: { kind: 'running', progress: null } }));
    updates.addEvents([said(2), said(3)]);
    updates.flush();
    assert.deepEqual(sent, [
      { type: 'task', task: taskView({ state: { kind: 'running', progress: null } }) },
      { type: 'events', taskId, fromSeq: 0, events: [said(1), said(2), said(3)] },
    ]);
  });

  it('joins pieces of one text and keeps the order of what is between them', () => {
    const delta = (text: string) => updates.addLive({ kind: 'delta', taskId, messageId: 'm1', text });
    delta('Gr');
    delta('öße');
    updates.addEvents([said(1)]);
    delta('.');
    updates.flush();
    assert.deepEqual(sent, [
      { type: 'delta', taskId, messageId: 'm1', text: 'Größe' },
      { type: 'events', taskId, fromSeq: 0, events: [said(1)] },
      { type: 'delta', taskId, messageId: 'm1', text: '.' },
    ]);
  });

  it('joins output by its place in bytes', () => {
    const output = (offset: number, text: string) =>
      updates.addLive({ kind: 'output', taskId, callId: 'c1', offset, text });
    output(0, 'ö');
    output(2, 'k');
    output(10, 'later');
    updates.flush();
    assert.deepEqual(sent, [
      { type: 'output', taskId, callId: 'c1', offset: 0, text: 'ök' },
      { type: 'output', taskId, callId: 'c1', offset: 10, text: 'later' },
    ]);
  });

  it('forgets what a hidden page would have been sent', () => {
    updates.addEvents([said(1)]);
    updates.clear();
    updates.flush();
    assert.deepEqual(sent, []);
  });
});
