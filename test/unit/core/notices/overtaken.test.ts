import * as assert from 'node:assert/strict';
import { overtaken } from '../../../../src/core/notices/overtaken';
import { initialApp } from '../../../../src/core/run/appReducer';
import { initialRun } from '../../../../src/core/run/runReducer';
import { english } from '../../../../src/core/translate';
import type { Landing, TaskAction, TaskState } from '../../../../src/protocol';
import { taskView, workspace } from '../views';

const run = { ...initialRun, files: [{ path: 'a', status: 'added' as const, added: 1, removed: 0 }] };
const complete: TaskState = { kind: 'complete', result: { kind: 'unverified' } };
const applied: Landing = {
  kind: 'applied',
  applied: { root: '/x', before: 'a'.repeat(40) as never, after: 'b'.repeat(40) as never, files: [] },
};
const discarded = { kind: 'discarded', expired: false } as unknown as Landing;

function said(state: TaskState, landing: Landing, offer: TaskAction): string | null {
  return overtaken(taskView({ state, run, app: { ...initialApp, workspace, landing } }), offer, english);
}

describe('a notification whose task has moved on', () => {
  it('says what became of the task in place of what it offers, and only where that is no longer possible', () => {
    const running: TaskState = { kind: 'running', progress: null };
    assert.deepEqual(
      [
        said(complete, { kind: 'none' }, 'apply'),
        said(complete, applied, 'reviewAll'),
        said(complete, applied, 'apply'),
        said(complete, discarded, 'reviewAll'),
        said({ kind: 'queued' }, { kind: 'none' }, 'retry')?.split(': ')[1],
        said(running, { kind: 'none' }, 'apply')?.split(': ')[1],
      ],
      [
        null,
        null,
        '“Ship orders of exactly 50.00 free” has moved on: applied.',
        '“Ship orders of exactly 50.00 free” has moved on: discarded.',
        'Queued',
        'Running',
      ],
    );
  });
});
