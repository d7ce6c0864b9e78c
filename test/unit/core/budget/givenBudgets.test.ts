import assert from 'node:assert/strict';
import { givenBudgets } from '../../../../src/core/budget/givenBudgets';

describe('budgets as a person wrote them', () => {
  it('are taken as they are, and null takes a limit away', () => {
    const mine = { input: 1, output: 2, cacheRead: 0.1 };
    assert.deepEqual(
      givenBudgets({ task: { usd: null, tokens: 9 }, day: { usd: 0.5, turns: 3, minutes: 1.5 }, prices: { mine } }),
      {
        settings: { task: { tokens: 9 }, day: { usd: 0.5, turns: 3, minutes: 1.5 }, prices: { mine } },
        problems: [],
      },
    );
    assert.deepEqual(givenBudgets({ task: undefined, day: null, prices: undefined }), {
      settings: { task: {}, day: {}, prices: {} },
      problems: [],
    });
  });

  it('never mean no limit when they cannot be understood', () => {
    for (const wrong of [{ usd: '5' }, { usd: 0 }, { usd: -1 }, { dollars: 5 }, [5], 5, { tokens: 1.5 }]) {
      assert.deepEqual(
        givenBudgets({ task: wrong, day: wrong, prices: { a: { input: 1 }, b: { input: 1, output: 1 } } }),
        {
          settings: { task: { usd: 10 }, day: { usd: 10 }, prices: { b: { input: 1, output: 1 } } },
          problems: ['budget.task', 'budget.day', 'prices (a)'],
        },
      );
    }
  });
});
