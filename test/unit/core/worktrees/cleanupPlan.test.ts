import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type CleanupCandidate, planCleanup } from '../../../../src/core/worktrees/cleanupPlan';

describe('planCleanup', () => {
  const dayMs = 24 * 60 * 60 * 1000;
  const nowMs = 1000 * dayMs;
  const none = { maxCount: 100, maxAgeDays: 1000, maxBytes: 1e12 };
  const keep: CleanupCandidate['verdict'] = { kind: 'keep', obstacles: [{ kind: 'untracked', files: 1 }] };
  const tree = (path: string, more: Partial<CleanupCandidate> = {}): CleanupCandidate => ({
    ...{ path, bytes: 100, outputBytes: 60, usedAtMs: nowMs - dayMs, isIdle: true, verdict: { kind: 'safe' } },
    ...more,
  });

  it('does nothing while the limits hold', () => {
    assert.deepEqual(planCleanup([tree('a'), tree('b')], none, nowMs), {
      free: [],
      remove: [],
      bytesBefore: 200,
      bytesAfter: 200,
      isStillOver: false,
    });
  });

  it('frees build output of the longest unused first, and removes no tree when that is enough', () => {
    const trees = [tree('new'), tree('old', { usedAtMs: nowMs - 9 * dayMs })];
    const plan = planCleanup(trees, { ...none, maxBytes: 150 }, nowMs);
    assert.deepEqual([plan.free, plan.remove, plan.bytesAfter], [['old'], [], 140]);
  });

  it('frees the output of trees that have to be kept, and says when the limits do not hold even so', () => {
    const trees = [tree('a', { verdict: keep }), tree('b', { verdict: keep })];
    const plan = planCleanup(trees, { ...none, maxBytes: 10, maxCount: 1 }, nowMs);
    assert.deepEqual(plan, { free: ['a', 'b'], remove: [], bytesBefore: 200, bytesAfter: 80, isStillOver: true });
  });

  it('removes by count and by age, and leaves what a task works in', () => {
    const trees = [tree('a', { usedAtMs: nowMs - 3 * dayMs }), tree('b'), tree('busy', { isIdle: false, usedAtMs: 0 })];
    assert.deepEqual(planCleanup(trees, { ...none, maxCount: 2 }, nowMs).remove, ['a']);
    assert.deepEqual(planCleanup(trees, { ...none, maxAgeDays: 2 }, nowMs).remove, ['a']);
  });

  it('takes a time that is not known or lies ahead for now', () => {
    const trees = [tree('a', { usedAtMs: null }), tree('b', { usedAtMs: nowMs + 900 * dayMs })];
    assert.deepEqual(planCleanup(trees, { ...none, maxAgeDays: 0 }, nowMs).remove, []);
  });

  it('never removes what has to be kept or is in use, whatever the limits are', () => {
    const candidate = fc.record({
      path: fc.uuid(),
      bytes: fc.nat(1000),
      outputBytes: fc.constant(0),
      usedAtMs: fc.option(fc.integer({ min: -1e12, max: 1e12 })),
      isIdle: fc.boolean(),
      verdict: fc.constantFrom<CleanupCandidate['verdict']>(keep, { kind: 'safe' }),
    });
    const limits = fc.record({ maxCount: fc.nat(5), maxAgeDays: fc.nat(5), maxBytes: fc.nat(2000) });
    fc.assert(
      fc.property(fc.array(candidate), limits, (all, given) => {
        const plan = planCleanup(all, given, nowMs);
        const removed = all.filter(({ path }) => plan.remove.includes(path));
        assert.ok(removed.every(({ isIdle, verdict }) => isIdle && verdict.kind === 'safe'));
        const freed = removed.reduce((sum, { bytes }) => sum + bytes, 0);
        assert.equal(plan.bytesAfter, plan.bytesBefore - freed);
      }),
    );
  });
});
