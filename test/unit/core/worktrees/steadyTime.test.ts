import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isOlderThan, type SteadyTime, steadyTime } from '../../../../src/core/worktrees/steadyTime';

const day = 24 * 60 * 60 * 1000;

/** By looks at these days. */
function lookedAt(...days: number[]): SteadyTime {
  const time = days.reduce<SteadyTime | null>((before, each) => steadyTime(before, each * day), null);
  return time ?? assert.fail();
}

describe('the time by which things expire', () => {
  it('goes on as long as somebody looks once a week', () => {
    assert.deepEqual(lookedAt(100, 107, 113.5, 120), { sinceMs: 100 * day, nowMs: 120 * day });
    assert.deepEqual(lookedAt(100, 99.5, 107), { sinceMs: 100 * day, nowMs: 107 * day });
  });

  it('begins anew after a leap, forward or back, and when nobody has looked for long', () => {
    assert.deepEqual(lookedAt(100, 4000), { sinceMs: 4000 * day, nowMs: 4000 * day });
    assert.deepEqual(lookedAt(100, 4000, 101), { sinceMs: 101 * day, nowMs: 101 * day });
    assert.deepEqual(lookedAt(100, 98), { sinceMs: 98 * day, nowMs: 98 * day });
  });

  it('says of nothing that it is old by a leap, also of what a wrong clock has dated', () => {
    assert.equal(isOlderThan(99 * day, 30, lookedAt(100, 4000, 4001)), false);
    assert.equal(isOlderThan(1 * day, 30, lookedAt(1, 100, 101)), false);
    assert.equal(isOlderThan(4000 * day, 30, lookedAt(4000, 100)), false);
    assert.equal(isOlderThan(1 * day, 30, lookedAt(1, 100, 107, 114, 121, 128, 131)), true);
  });

  it('keeps everything for 30 days of a clock that is right, whatever it showed in between and before', () => {
    const shown = fc.oneof(fc.constant(0), fc.integer({ min: -5000, max: -2 }), fc.integer({ min: 9, max: 5000 }));
    fc.assert(
      fc.property(fc.array(shown, { minLength: 29, maxLength: 29 }), fc.nat(28), (wrong, at) => {
        const looks = wrong.map((by, index) => 10_000 + index + by);
        const made = (looks[at] ?? 0) * day;
        assert.equal(isOlderThan(made, 30, lookedAt(...looks.slice(at), 10_029)), false);
      }),
    );
  });
});
