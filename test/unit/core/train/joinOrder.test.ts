import assert from 'node:assert/strict';
import fc from 'fast-check';
import { joinOrder } from '../../../../src/core/train/joinOrder';

function freeCount(order: readonly number[], conflicts: readonly (readonly [number, number])[]): number {
  const taken: number[] = [];
  for (const at of order) {
    if (
      !conflicts.some(([one, other]) => (one === at && taken.includes(other)) || (other === at && taken.includes(one)))
    ) {
      taken.push(at);
    }
  }
  return taken.length;
}

function most(count: number, conflicts: readonly (readonly [number, number])[]): number {
  let best = 0;
  for (let set = 0; set < 2 ** count; set += 1) {
    const has = (at: number): boolean => (set & (1 << at)) !== 0;
    if (!conflicts.some(([one, other]) => has(one) && has(other))) {
      best = Math.max(best, Array.from({ length: count }, (_, at) => at).filter(has).length);
    }
  }
  return best;
}

describe('joinOrder', () => {
  it('keeps the order where nothing conflicts', () => {
    assert.deepEqual(joinOrder(4, []), [0, 1, 2, 3]);
  });

  it('puts the one that conflicts with two others behind them', () => {
    assert.deepEqual(
      joinOrder(4, [
        [0, 1],
        [0, 3],
      ]),
      [1, 2, 3, 0],
    );
  });

  it('prefers the earlier of two that conflict with each other', () => {
    assert.deepEqual(joinOrder(3, [[1, 2]]), [0, 1, 2]);
  });

  it('lets as many join as can', () => {
    const pair = fc.tuple(fc.nat(8), fc.nat(8)).filter(([one, other]) => one < other);
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 20 }), (conflicts) => {
        const order = joinOrder(9, conflicts);
        assert.deepEqual(
          order.toSorted((one, other) => one - other),
          [0, 1, 2, 3, 4, 5, 6, 7, 8],
        );
        assert.equal(freeCount(order, conflicts), most(9, conflicts));
      }),
    );
  });

  it('orders a long list, too', () => {
    const star = Array.from({ length: 29 }, (_, at): [number, number] => [0, at + 1]);
    assert.deepEqual(joinOrder(30, star), [...Array.from({ length: 29 }, (_, at) => at + 1), 0]);
  });
});
