import assert from 'node:assert/strict';
import { shareTable } from '../../../../src/core/forges/shareTable';
import type { ObjectName, TaskId } from '../../../../src/protocol';

const share = (label: string, tests: number) => ({
  ...{ taskId: '01ARZ3NDEKTSV4RRFFQ69G0001' as TaskId, label, tests, files: 2, added: 40, removed: 1 },
});
const tree = 'a'.repeat(40) as ObjectName;
const receipt = { command: 'npm test | tee log', exitCode: 0, durationMs: 1, tree, sandboxed: true };

describe('shareTable', () => {
  it('says what came from whom, and counts the added tests', () => {
    assert.equal(
      shareTable([{ ...share('src/auth', 12), receipt }, share('a|b `c` @all', 0)]),
      [
        '| Agent | Files | Lines | Tests | Its own check |',
        '| --- | --- | --- | --- | --- |',
        '| `src/auth` | 2 | +40 −1 | +12 | `npm test \\| tee log` exit 0 |',
        '| ``a\\|b `c` @all`` | 2 | +40 −1 |  |  |',
        '',
        'Tests added by all of them: 12.',
      ].join('\n'),
    );
  });
});
