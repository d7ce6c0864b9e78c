import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DayTotals } from '../../../../src/core/budget/dayTotals';
import type { Amount, LedgerLine } from '../../../../src/protocol';

const budget = { usd: 1_000_000, tokens: 50_000, turns: 40, minutes: 600_000 };
const amount = fc.record({ tokens: fc.nat(4_000), microUsd: fc.nat(90_000) });

interface Call {
  most: Amount;
  share: number;
  ranMs: number;
  isSettled: boolean;
}

const call: fc.Arbitrary<Call> = fc.record({
  most: amount,
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  ranMs: fc.nat(30_000),
  isSettled: fc.boolean(),
});

const part = ({ tokens, microUsd }: Amount, share: number): Amount => ({
  tokens: Math.floor(tokens * share),
  microUsd: Math.floor((microUsd ?? 0) * share),
});

/** The lines of the calls, with each settlement some lines after its claim. */
function linesOf(calls: readonly Call[], lag: number): LedgerLine[] {
  const lines: LedgerLine[] = [];
  const settle = (index: number): void => {
    const of = calls[index];
    if (of?.isSettled === true) {
      lines.push({ v: 1, type: 'settle', id: `c${index}`, amount: part(of.most, of.share) });
    }
  };
  calls.forEach(({ most, ranMs }, index) => {
    lines.push({ v: 1, type: 'claim', id: `c${index}`, amount: most, ranMs, budget, raised: {} });
    settle(index - lag);
  });
  Array.from({ length: lag }, (_, back) => calls.length - lag + back).forEach(settle);
  return lines;
}

describe("the fold of a day's ledger", () => {
  it('grants nothing that could pass a limit, and every reader grants the same', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 120, size: 'max' }), fc.nat(8), (calls, lag) => {
        const lines = linesOf(calls, lag);
        const [one, other] = [new DayTotals(), new DayTotals()];
        const counted = new Map<string, Amount & { ranMs: number }>();
        for (const line of lines) {
          const reached = one.add(line);
          assert.deepEqual(other.add(line), reached);
          if (line.type === 'claim' && reached === null) {
            counted.set(line.id, { ...line.amount, ranMs: line.ranMs });
          } else if (line.type === 'settle' && counted.has(line.id)) {
            counted.set(line.id, { ...line.amount, ranMs: counted.get(line.id)?.ranMs ?? 0 });
          }
          const all = [...counted.values()];
          const sum = (pick: (of: Amount & { ranMs: number }) => number) =>
            all.reduce((total, of) => total + pick(of), 0);
          assert.ok(sum(({ tokens }) => tokens) <= budget.tokens);
          assert.ok(sum(({ microUsd }) => microUsd ?? 0) <= budget.usd);
          assert.ok(all.length <= budget.turns && sum(({ ranMs }) => ranMs) <= budget.minutes);
        }
      }),
    );
  });

  it('limits tokens where a price is unknown and only money is limited', () => {
    const totals = new DayTotals();
    const claim = (id: string, microUsd: number | null): LedgerLine => ({
      ...{ v: 1, type: 'claim', id, ranMs: 0, raised: {}, budget: { usd: 100_000 } },
      amount: { tokens: 6_000, microUsd },
    });
    assert.equal(totals.add(claim('a', null)), null);
    assert.deepEqual(totals.add(claim('b', 5)), {
      ...{ limit: 'tokens', allowed: 10_000, used: 6_000, needed: 6_000, adds: 10_000, insteadOfUsd: 100_000 },
    });
  });
});
