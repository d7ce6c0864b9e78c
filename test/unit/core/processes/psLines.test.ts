import assert from 'node:assert/strict';
import { pidsIn, pidsWith, processRows, startedAs, treeOf } from '../../../../src/core/processes/psLines';

describe('what ps and lsof print', () => {
  it('is read as the state and the start of a process', () => {
    assert.deepEqual(startedAs('Ss   Fri Nov 27 22:55:53 2026\n'), { state: 'S', start: 'Fri Nov 27 22:55:53 2026' });
    assert.deepEqual(startedAs('Z+ Tue Jan  5 01:02:03 2027\n'), { state: 'Z', start: 'Tue Jan  5 01:02:03 2027' });
    assert.deepEqual([startedAs(''), startedAs('ps: no such process')], [null, null]);
  });

  it('is read as a tree: what a process started, what that started, and its group', () => {
    const rows = processRows(
      '    1     0     1   900\n   10     1    10   100\n   11    10    10    50\n   12    11    12    25\n   13     1    10     5\n   20     1    20  4000\nno row\n',
    );
    assert.equal(rows.length, 6);
    assert.deepEqual(treeOf(rows, 10), { pids: [10, 11, 12, 13], residentKb: 180 });
    assert.deepEqual(treeOf(rows, 99), { pids: [], residentKb: 0 });
  });

  it('finds the processes that carry a variable whole', () => {
    const text =
      '  10 /bin/node server.js PATH=/bin TASK=01AB HOME=/h\n  11 /bin/zsh PATH=/bin TASK=01ABC\n  12 sleep 5\n 13 x XTASK=01AB\n  14 y TASK=01AB\n';
    assert.deepEqual(pidsWith(text, 'TASK=01AB'), [10, 14]);
  });

  it('finds the processes whose folder is in one', () => {
    const text = 'p10\nfcwd\nn/w/a\np11\nfcwd\nn/w/ab\np12\nfcwd\nn/w/a/b c\np13\nfcwd\n';
    assert.deepEqual(pidsIn(text, '/w/a'), [10, 12]);
  });
});
