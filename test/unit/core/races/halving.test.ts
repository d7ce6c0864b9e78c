import assert from 'node:assert/strict';
import { halvingOf } from '../../../../src/core/races/halving';
import { halvedReason } from '../../../../src/core/races/raceLabels';
import { english } from '../../../../src/core/translate';
import type { Candidate, HalvedRacer } from '../../../../src/protocol';
import { idOf, racer, receiptOf } from './racers';

const working = { kind: 'running', progress: null } as const;

function begun(letter: string): Candidate {
  return racer(letter, { state: working, proof: 'none', checks: [{ label: 'npm test', receipt: null }] });
}

/** At work again after so many red tests. */
function red(letter: string, failed: number): Candidate {
  const receipt = receiptOf(letter, 1, { counts: { runner: 'mocha', passed: 3, failed } });
  return racer(letter, { state: working, proof: 'none', checks: [{ label: 'npm test', receipt }] });
}

function halved(candidates: Candidate[], before: HalvedRacer[] = [], rounds: Record<string, number> = {}): string[] {
  const roundOf = ({ label, checks }: Candidate) => rounds[label.slice(-1)] ?? (checks[0]?.receipt == null ? 0 : 1);
  const halvings = before.length === 0 ? 0 : 1;
  return halvingOf(candidates, { halved: before, halvings }, roundOf).map(
    (each) => `${each.taskId.slice(-3, -2).toLowerCase()}: ${halvedReason(each, (id) => id.slice(-3, -2), english)}`,
  );
}

describe('the halving of a race', () => {
  it('waits until half of the racers were checked', () => {
    assert.deepEqual(halved([begun('a'), begun('b'), red('c', 2), begun('d')]), []);
    assert.deepEqual(halved([begun('a')]), []);
  });

  it('stops the worse half, with the last that goes on as the reason', () => {
    assert.deepEqual(halved([racer('a'), begun('b'), red('c', 2), red('d', 1)]), [
      'c: Stopped early, because fewer tests of D fail. Its work is kept.',
      'b: Stopped early, because D has been checked already. Its work is kept.',
    ]);
    assert.deepEqual(halved([racer('a'), red('b', 1)]), [
      'b: Stopped early, because A is verified already. Its work is kept.',
    ]);
    assert.deepEqual(halved([racer('a', { proof: 'unverified' }), red('b', 1)]), [
      'b: Stopped early, because A is complete already. Its work is kept.',
    ]);
  });

  it('stops nobody who stands as well as the last that goes on, and nobody who is complete', () => {
    assert.deepEqual(halved([red('a', 2), red('b', 2), red('c', 2), red('d', 2)]), []);
    assert.deepEqual(halved([racer('a'), racer('b', { proof: 'weakened' })]), []);
  });

  it('asks for one more round of checks each time', () => {
    const before: HalvedRacer[] = [{ taskId: idOf('c'), why: 'fewer-failures-there', behind: idOf('b') }];
    const left = [red('a', 1), red('b', 3), racer('c', { state: { kind: 'stopped', by: 'user' }, proof: 'none' })];
    assert.deepEqual(halved(left, before), []);
    assert.deepEqual(halved(left, before, { a: 2, b: 1 }), [
      'b: Stopped early, because fewer tests of A fail. Its work is kept.',
    ]);
  });
});
