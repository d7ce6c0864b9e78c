import * as assert from 'node:assert/strict';
import { nextNotice } from '../../../../src/core/notices/nextNotice';
import type { Told } from '../../../../src/core/notices/nextNotice';
import type { TaskState } from '../../../../src/protocol';
import { taskView } from '../views';

const running: TaskState = { kind: 'running', progress: null };
const complete: TaskState = { kind: 'complete', result: { kind: 'unverified' } };
const interrupted: TaskState = { kind: 'stopped', by: 'interrupted' };
const waits = (requestId: string): TaskState => ({
  kind: 'waiting',
  request: { kind: 'limit', requestId: requestId as never, turns: 50 },
});

/** Which of the states are told, one after the other. */
function told(
  states: readonly TaskState[],
  { isOurs = true, before }: { isOurs?: boolean; before?: Told } = {},
): number[] {
  let last = before;
  return states.flatMap((state, index) => {
    const step = nextNotice(last, taskView({ state }), isOurs);
    last = step.told;
    return step.isNews ? [index] : [];
  });
}

describe('what a person is told', () => {
  it('tells a request and an end once each', () => {
    assert.deepEqual(told([running, waits('r1'), waits('r1'), running, complete, complete]), [1, 4]);
  });

  it('tells the next request, and the next end after more work', () => {
    assert.deepEqual(told([waits('r1'), waits('r2'), complete, running, complete]), [0, 1, 2, 4]);
  });

  it('tells nothing twice across a reload and loses nothing', () => {
    assert.deepEqual(told([interrupted, waits('r1')], { before: 'waiting:r1' }), []);
    assert.deepEqual(told([complete], { before: 'settled' }), []);
    assert.deepEqual(told([complete], { before: 'active' }), [0]);
    assert.deepEqual(told([interrupted, running, complete], { before: 'active' }), [2]);
  });

  it('tells nothing of tasks that were over when they were first seen, or that another window works on', () => {
    assert.deepEqual(told([complete]), []);
    assert.deepEqual(told([running, waits('r1'), complete], { isOurs: false }), []);
  });

  it('tells a request once the window takes the task up', () => {
    const elsewhere = nextNotice(undefined, taskView({ state: waits('r1') }), false);
    assert.deepEqual(nextNotice(elsewhere.told, taskView({ state: waits('r1') }), true), {
      told: 'waiting:r1',
      isNews: true,
    });
  });

  it('does not tell that a person stopped a task', () => {
    assert.deepEqual(told([running, { kind: 'stopped', by: 'user' }]), []);
  });
});
