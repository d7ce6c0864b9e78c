import assert from 'node:assert/strict';
import { outcomeIcon, statusIcon } from '../../../../src/core/labels/statusIcons';
import type { TaskState } from '../../../../src/protocol';
import { viewTask } from '../../../../src/core/views/taskView';
import { appJournal, receipt, task } from '../journal';

const view = viewTask(appJournal([{ type: 'created', task }]), [], true);
const complete = (result: Extract<TaskState, { kind: 'complete' }>['result']): TaskState => ({
  kind: 'complete',
  result,
});

describe('the icon of a status', () => {
  it('gives each end its own shape, and a red check never the colour of a good one', () => {
    assert.ok(view);
    const icons = [
      complete({ kind: 'verified', receipt: receipt(0) }),
      complete({ kind: 'verified', receipt: receipt(0), weakened: 1 }),
      complete({ kind: 'unverified' }),
      complete({ kind: 'taken', receipt: receipt(1) }),
      { kind: 'stopped', by: 'user' } as const,
    ].map((state) => statusIcon({ ...view, state }, 'brief'));
    assert.deepEqual(icons, [
      { icon: 'verified-filled', color: 'charts.blue', spins: false },
      { icon: 'warning', color: 'charts.yellow', spins: false },
      { icon: 'pass', color: 'charts.blue', spins: false },
      { icon: 'warning', color: 'charts.yellow', spins: false },
      { icon: 'debug-stop', color: 'descriptionForeground', spins: false },
    ]);
  });

  it('turns the colours of running and verified round where the setting says so', () => {
    assert.ok(view);
    const states: TaskState[] = [
      { kind: 'running', progress: null },
      complete({ kind: 'verified', receipt: receipt(0) }),
    ];
    assert.deepEqual(
      states.map((state) => statusIcon({ ...view, state }, 'testing').color),
      ['charts.blue', 'charts.green'],
    );
  });

  it('at the end of a transcript is a warning where tests were weakened or a red check was taken', () => {
    const icons = [
      outcomeIcon({ kind: 'verified', receipt: receipt(0) }, 'brief'),
      outcomeIcon({ kind: 'verified', receipt: receipt(0), weakened: 2 }, 'brief'),
      outcomeIcon({ kind: 'unverified', suppressed: 1 }, 'brief'),
      outcomeIcon({ kind: 'taken', receipt: receipt(1) }, 'brief'),
      outcomeIcon({ kind: 'stopped' }, 'brief'),
    ].map(({ icon }) => icon);
    assert.deepEqual(icons, ['verified-filled', 'warning', 'warning', 'warning', 'debug-stop']);
  });
});
