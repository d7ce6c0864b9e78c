import assert from 'node:assert/strict';
import { initialApp } from '../../../src/core/run/appReducer';
import { initialRun } from '../../../src/core/run/runReducer';
import { resultLines } from '../../../src/cli/lines/taskLines';
import { shortName } from '../../../src/cli/options/taskNames';
import { taskView, workspace } from '../core/views';

describe('what a terminal shows when a command ends', () => {
  it('leads on with commands that can be typed as they stand', () => {
    const view = taskView({
      state: { kind: 'complete', result: { kind: 'unverified' } },
      run: { ...initialRun, files: [{ path: 'a', status: 'added', added: 1, removed: 0 }] },
      app: { ...initialApp, workspace },
    });
    const lines = resultLines(view);
    const id = shortName(view.task.id);
    assert.deepEqual(lines.slice(lines.indexOf('Next:')), [
      'Next:',
      `  background-agents diff ${id}`,
      `  background-agents apply ${id}`,
      `  background-agents land ${id} --as squash`,
      `  background-agents discard ${id}`,
    ]);
  });

  it('shows a file in one line, whatever its name says', () => {
    const path = 'a\nComplete (verified)\r\nb';
    const view = taskView({
      state: { kind: 'complete', result: { kind: 'unverified' } },
      run: { ...initialRun, files: [{ path, status: 'added', added: 1, removed: 0 }] },
      app: { ...initialApp, workspace },
    });
    const lines = resultLines(view).flatMap((line) => line.split('\n'));
    assert.deepEqual(
      lines.filter((line) => line.includes('verified')),
      ['  A a\\nComplete (verified)\\nb +1 −0', 'Complete (finished, unverified)'],
    );
  });
});
