import * as assert from 'node:assert/strict';
import { Tally, oneFailed, onePassed, oneSkipped } from '../../../scripts/testing/tally.mjs';

describe('Tally', () => {
  it('adds up and says so in one line', () => {
    const tally = new Tally();
    tally.add('check:types', onePassed, { seconds: 3 });
    tally.add('check:lint', oneFailed);
    tally.add('unit', { passed: 40, failed: 0, skipped: 2 }, { seconds: 1.6 });
    tally.add('e2e', oneSkipped, { note: 'browser: there is none' });
    assert.deepEqual(tally.total, { passed: 41, failed: 1, skipped: 3 });
    assert.equal(tally.lastLine(), '41 passed, 1 failed, 3 skipped');
    assert.deepEqual(tally.summary().split('\n'), [
      '  check:types     1    0    0     3 s',
      '  check:lint      0    1    0     0 s',
      '  unit           40    0    2     2 s',
      '  e2e             0    0    1     0 s  browser: there is none',
    ]);
  });

  it('names what failed below its step', () => {
    const tally = new Tally();
    tally.add('unit', { passed: 1, failed: 1, skipped: 0, failures: ['a sum is right: 3 is not 4'] });
    assert.equal(tally.summary(), '  unit     1    1    0     0 s\n    a sum is right: 3 is not 4');
  });
});
