import assert from 'node:assert/strict';
import { answerTogether } from '../../../src/app/fleet/answerTogether';
import { StoreError, TaskError } from '../../../src/core/errors';
import type { OpenRequest } from '../../../src/core/views/openRequests';
import { Request, type TaskId } from '../../../src/protocol';
import { task, taskView } from '../core/views';

const open = (name: string): OpenRequest => ({
  view: taskView({ task: { ...task, id: name as TaskId } }),
  request: Request.parse({ kind: 'limit', requestId: `r-${name}`, turns: 1 }),
});

describe('one answer for several requests', () => {
  it('gives each its own, and counts those that were answered before', async () => {
    const given: unknown[] = [];
    const result = await answerTogether(
      {
        answer: (...answer) => {
          given.push(answer);
          return answer[0] === ('b' as TaskId)
            ? Promise.reject(new TaskError('not-possible-now', 'This question was answered already.'))
            : Promise.resolve();
        },
      },
      [open('a'), open('b'), open('c')],
      { kind: 'deny' },
    );
    assert.deepEqual(result, { answered: 2, late: 1 });
    assert.deepEqual(
      given,
      ['a', 'b', 'c'].map((name) => [name, `r-${name}`, { kind: 'deny' }]),
    );
  });

  it('tells the others too when one could not be told, and says why', async () => {
    const told: string[] = [];
    const answering = answerTogether(
      {
        answer: (taskId) => {
          told.push(taskId);
          return taskId === ('a' as TaskId) ? Promise.reject(new StoreError('failed', 'No space.')) : Promise.resolve();
        },
      },
      [open('a'), open('b')],
      { kind: 'deny' },
    );
    await assert.rejects(answering, { message: 'No space.' });
    assert.deepEqual(told, ['a', 'b']);
  });
});
