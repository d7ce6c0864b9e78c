import assert from 'node:assert/strict';
import { dayLabel, dayLimitLines, dayTooltip } from '../../../../src/core/budget/dayLabels';
import type { DaySpending } from '../../../../src/core/budget/dayTotals';
import { english as t } from '../../../../src/core/translate';
import { budgetTitle, reachedLabel } from '../../../../src/core/budget/spendingLabels';
import { type BudgetRequest, RequestId } from '../../../../src/protocol';

const used = { usd: 1_230_000, tokens: 50_000, turns: 7, minutes: 90_000, unpricedTokens: 0 };
const spending = (more: Partial<DaySpending['used']>, limits: DaySpending['limits'] = {}): DaySpending => ({
  ...{ day: '2026-01-31', used: { ...used, ...more }, limits },
});

describe('what is said of the day', () => {
  it('is money where a price is known, and tokens where none is', () => {
    const cases = [
      spending({}),
      spending({ unpricedTokens: 2_000 }),
      spending({ usd: 0, unpricedTokens: 50_000 }),
      spending({ usd: 0, tokens: 0 }),
    ];
    assert.deepEqual(
      cases.map((one) => dayLabel(one, t)),
      ['$1.23', '$1.23 and 2k tokens of unknown price', '50k tokens', ''],
    );
  });

  it('has each limit with what is left, which is never less than nothing', () => {
    const limits = { minutes: 60_000, usd: 10_000_000, tokens: 200_000, turns: 7 };
    assert.deepEqual(dayLimitLines(spending({}, limits), t), [
      '$1.23 of $10.00 used, $8.77 left',
      '50k of 200k tokens used, 150k left',
      '7 of 7 turns used, 0 left',
      '1.5 of 1 min used, 0 left',
    ]);
  });

  it('is a sentence for a tooltip, or nothing', () => {
    const cases = [spending({}, { usd: 10_000_000 }), spending({}), spending({ tokens: 0 })];
    assert.deepEqual(
      cases.map((one) => dayTooltip(one, t)),
      ['Today: $1.23 of $10.00 used, $8.77 left', 'Today: $1.23', ''],
    );
  });

  it('is told from a budget that tasks share', () => {
    const request: BudgetRequest = {
      ...{ kind: 'budget' as const, requestId: RequestId.parse('r'), limit: 'tokens' as const },
      ...{ allowed: 900, used: 800, needed: 200, adds: 900, shared: true as const },
    };
    assert.deepEqual(
      [budgetTitle(request, t), reachedLabel(request, t)],
      ['The budget that this task shares is reached', '800 of 900 tokens used by all that share it'],
    );
  });
});
