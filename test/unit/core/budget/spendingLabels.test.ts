import assert from 'node:assert/strict';
import { initialBudget } from '../../../../src/core/budget/budgetState';
import { stateLabel } from '../../../../src/core/labels/labels';
import { foldRun, initialRun } from '../../../../src/core/run/runReducer';
import { budgetSentences, budgetShare, costLabel, moneyLabel } from '../../../../src/core/budget/spendingLabels';
import { english as t } from '../../../../src/core/translate';
import type { Budget, BudgetRequest, BudgetState, EventBody } from '../../../../src/protocol';
import { ask, journal, prompt, ready, requestId, task } from '../journal';

type Spent = BudgetState['spent'];

function view(spent: Partial<Spent>, budget?: Budget, more: Partial<BudgetState> = {}) {
  const state = { ...initialBudget, spent: { ...initialBudget.spent, ...spent }, ...more };
  return { task: { ...task, budget }, run: { ...initialRun, budget: state } };
}

const request: BudgetRequest = {
  ...{ kind: 'budget', requestId: requestId('r'), limit: 'usd', allowed: 5_000_000, used: 4_900_000 },
  ...{ needed: 310_000, adds: 5_000_000 },
};

describe('what is said of money', () => {
  it('is exact for little and short for much', () => {
    assert.deepEqual([0, 4_200, 10_000, 124_999, 12_300_000].map(moneyLabel), [
      '$0.00',
      '$0.0042',
      '$0.01',
      '$0.12',
      '$12.30',
    ]);
  });

  it('says nothing where a price is unknown, and marks what was not counted', () => {
    const cases: [Partial<Spent>, string][] = [
      [{}, ''],
      [{ tokens: 900, unpricedTokens: 900 }, ''],
      [{ tokens: 900, microUsd: 120_000 }, '$0.12'],
      [{ tokens: 900, microUsd: 120_000, isEstimated: true }, 'about $0.12'],
      [{ tokens: 9_900, microUsd: 120_000, unpricedTokens: 1_500 }, '$0.12 and 1.5k tokens of unknown price'],
    ];
    assert.deepEqual(
      cases.map(([spent]) => costLabel(view(spent), t)),
      cases.map(([, label]) => label),
    );
  });

  it('shows the limit that is nearest, and warns from 80 percent on', () => {
    const spent = { tokens: 80_000, microUsd: 1_000_000 };
    const cases = [
      [view(spent), null],
      [view(spent, {}), null],
      [view(spent, { turns: 3 }), null],
      [view(spent, { usd: 5 }), { share: 0.2, text: '$1.00 of $5.00', isHigh: false }],
      [view(spent, { usd: 5, tokens: 100_000 }), { share: 0.8, text: '80k of 100k tokens', isHigh: true }],
      [view({}, { usd: 5, minutes: 10 }, { ranMs: 90_000 }), { share: 0.15, text: '1.5 of 10 min', isHigh: false }],
      [
        view(spent, { usd: 1.2 }, { raised: { usd: 4_000_000 } }),
        { share: 0.25, text: '$1.00 of $4.00', isHigh: false },
      ],
      [
        view({ tokens: 50_000, unpricedTokens: 50_000 }, { usd: 1 }),
        { share: 0.5, text: '50k of 100k tokens', isHigh: false },
      ],
    ] as const;
    const command = {
      ...view(spent),
      task: { ...task, budget: { usd: 5 }, engine: { kind: 'command', command: 'a' } },
    } as const;
    assert.equal(budgetShare(command, t), null);
    for (const [given, expected] of cases) {
      assert.deepEqual(budgetShare(given, t), expected);
    }
  });

  it('says what was stopped, why, and what going on means', () => {
    assert.deepEqual(budgetSentences(request, t), [
      '$4.90 of $5.00 used.',
      'The next request to the model could use up to $0.31, so it was not sent.',
      'Continue adds $5.00. The work so far is kept.',
    ]);
    const tokens = { ...request, limit: 'tokens', insteadOfUsd: 5_000_000 } as const;
    assert.match(
      budgetSentences(tokens, t)[2] ?? '',
      /^The price of this model is unknown, .* in the place of \$5\.00\./,
    );
    assert.deepEqual(
      budgetSentences({ ...request, limit: 'minutes', allowed: 60_000, used: 60_000, adds: 60_000 }, t),
      ['1 of 1 min used.', 'Continue adds 1 min. The work so far is kept.'],
    );
    assert.equal(
      stateLabel({ kind: 'waiting', request: { ...request, day: '2026-01-31' } }, t),
      'Waiting: $4.90 of $5.00 used today, go on?',
    );
  });
});

describe('what a task has used', () => {
  const reserved = { tokens: 1_000, microUsd: 500 };
  const request1: EventBody = { ...ask(1), reserved } as EventBody;
  const used: EventBody = { type: 'usage', usage: { input: 1, output: 2, cacheRead: 3, cacheWrite: 4 }, cost: 70 };
  const spentAfter = (...bodies: EventBody[]) => journal([ready, prompt, ...bodies]).reduce(foldRun, initialRun).budget;
  const nothing = initialBudget.spent;
  const lost = { tokens: 1_000, microUsd: 500, unpricedTokens: 0, isEstimated: true };

  it('is reserved while a request is under way, and what was used when it is over', () => {
    assert.deepEqual([spentAfter(request1).spent, spentAfter(request1).reserved], [nothing, reserved]);
    const settled = spentAfter(request1, used);
    assert.deepEqual([settled.spent, settled.reserved], [{ ...nothing, tokens: 10, microUsd: 70 }, null]);
  });

  it('is everything that was reserved where the end is not known, and nothing where nothing is charged', () => {
    const ends: EventBody[] = [
      ready,
      { type: 'interrupted' },
      { type: 'finished', outcome: { kind: 'stopped' } },
      {
        type: 'retry',
        attempt: 1,
        delayMs: 1,
        error: { domain: 'model', reason: 'cut', message: 'm', audience: 'user' },
      },
    ];
    for (const end of ends) {
      assert.deepEqual([spentAfter(request1, end).spent, spentAfter(request1, end).reserved], [lost, null]);
      assert.deepEqual(spentAfter(request1, { type: 'unbilled' }, end).spent, nothing);
    }
    assert.deepEqual(spentAfter(request1, request1, used).spent, { ...lost, tokens: 1_010, microUsd: 570 });
  });

  it('has no price in a journal that was written before there were any', () => {
    const old: EventBody = { type: 'usage', usage: { input: 5, output: 5, cacheRead: 0, cacheWrite: 0 } };
    assert.deepEqual(spentAfter(ask(1), old).spent, { ...nothing, tokens: 10, unpricedTokens: 10 });
  });
});
