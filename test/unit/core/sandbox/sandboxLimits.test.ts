import assert from 'node:assert/strict';
import { givenSandboxLimits, usualSandboxLimits } from '../../../../src/core/sandbox/sandboxLimits';

describe('the limits of sandboxed commands as a person wrote them', () => {
  it('are the usual ones where nothing is said, or what can’t be understood', () => {
    for (const value of [
      undefined,
      null,
      'none',
      [],
      {},
      { processes: 'many', memoryMb: -1, fileMb: 1.5 },
      { memoryMb: 3 },
    ]) {
      assert.deepEqual(givenSandboxLimits(value), usualSandboxLimits);
    }
  });

  it('hold each by itself, and 0 takes one away', () => {
    assert.deepEqual(givenSandboxLimits({ processes: 100, memoryMb: 0, other: 1 }), { processes: 100, fileMb: 10_240 });
  });
});
