import assert from 'node:assert/strict';
import { overLimits } from '../../../../src/core/worktrees/overLimits';
import { english as t } from '../../../../src/core/translate';

const limits = { maxCount: 25, maxAgeDays: 30, maxBytes: 20_000_000_000 };

describe('overLimits', () => {
  it('is nothing to say while all hold', () => {
    assert.equal(overLimits({ count: 25, bytes: 20_000_000_000 }, limits, t), null);
  });

  it('says which does not hold, the count first', () => {
    assert.equal(
      overLimits({ count: 26, bytes: 30_000_000_000 }, limits, t),
      'Agents have 26 worktrees, more than the 25 that you allow.',
    );
    assert.equal(
      overLimits({ count: 3, bytes: 20_000_000_001 }, limits, t),
      'The worktrees of agents take more than 20 GB.',
    );
  });
});
