import assert from 'node:assert/strict';
import { initialBudget } from '../../../../src/core/budget/budgetState';
import { estimateTask } from '../../../../src/core/budget/estimate';
import { estimateLabel } from '../../../../src/core/budget/estimateLabel';
import { initialRun } from '../../../../src/core/run/runReducer';
import { type TaskClass, taskClassOf } from '../../../../src/core/budget/taskClass';
import { english as t } from '../../../../src/core/translate';
import type { ModelRef, TaskView } from '../../../../src/protocol';
import { task, taskView } from '../views';

const model: ModelRef = { provider: 'anthropic', name: 'm' };

function finished(
  prompt: string,
  tokens: number,
  microUsd: number | null = null,
  more: Partial<TaskView> = {},
): TaskView {
  const spent = {
    ...initialBudget.spent,
    ...{ tokens, microUsd: microUsd ?? 0, unpricedTokens: microUsd === null ? tokens : 0 },
  };
  return taskView({
    task: { ...task, prompt, engine: { kind: 'model', model } },
    state: { kind: 'complete', result: { kind: 'unverified' } },
    run: { ...initialRun, budget: { ...initialBudget, spent } },
    ...more,
  });
}

const root = task.repos[0].root;
const label = (prompt: string, views: TaskView[] = []) => estimateLabel(estimateTask(prompt, root, views), t);

describe('the estimate of a task', () => {
  it('knows kinds of work by their words', () => {
    const prompts: [string, TaskClass][] = [
      ['Refactor the cart into two modules', 'refactoring'],
      ['Rename `Foo` to `Bar` everywhere', 'refactoring'],
      ['Write unit tests for src/cart.js', 'tests'],
      ['Raise the coverage of src/api to 80 %', 'tests'],
      ['Fix the failing test in cart.test.js', 'other'],
      ['Add a discount field to orders', 'feature'],
      ['Implement OAuth sign-in', 'feature'],
      ['The total is wrong for orders of 50.00', 'other'],
      ['', 'other'],
    ];
    assert.deepEqual(
      prompts.map(([prompt]) => taskClassOf(prompt)),
      prompts.map(([, taskClass]) => taskClass),
    );
  });

  it('is a rule of thumb where there is no history, and says so', () => {
    assert.deepEqual(
      ['Refactor it', 'Write tests for it', 'Implement it', 'Fix it'].map((prompt) => label(prompt)),
      [
        'about 8k tokens (a rule of thumb for a refactoring)',
        'about 25k tokens (a rule of thumb for the tests of a module)',
        '80k to 150k tokens (a rule of thumb for a feature)',
        '15k to 50k tokens (a rule of thumb for an ordinary task)',
      ],
    );
  });

  it('comes from similar tasks of the repository once there are three, with their range', () => {
    const views = [
      ...[30_000, 22_000, 25_000, 31_000].map((tokens) => finished('Refactor a', tokens, tokens * 4)),
      finished('Fix b', 900_000),
    ];
    assert.deepEqual(estimateTask('Simplify the parser', root, views), {
      ...{ taskClass: 'refactoring', basis: 'similar', count: 4 },
      tokens: { low: 22_000, median: 27_500, high: 31_000 },
      microUsd: { low: 88_000, median: 110_000, high: 124_000 },
    });
    assert.equal(label('Simplify it', views), 'about 27.5k tokens, $0.11 (22k to 31k in 4 similar tasks here)');
  });

  it('comes from all tasks of the repository where too few are similar, without a cost where prices were unknown', () => {
    const views = [finished('Refactor a', 1_000), finished('Fix b', 3_000), finished('Implement c', 2_000, 9)];
    assert.equal(label('Refactor d', views), 'about 2k tokens (1k to 3k in 3 tasks here)');
  });

  it('counts neither other repositories, nor what did not end well, nor what no model did', () => {
    const views = [
      finished('Fix', 1, null, { state: { kind: 'stopped', by: 'user' } }),
      finished('Fix', 2, null, { task: { ...task, engine: { kind: 'model', model }, repos: [{ root: '/other' }] } }),
      finished('Fix', 3, null, { task: { ...task, engine: { kind: 'command', command: 'true' } } }),
      finished('Fix', 4, null, {
        task: { ...task, engine: { kind: 'model', model: { provider: 'rehearsal', name: 'rehearsal' } } },
      }),
      finished('Fix', 0),
    ];
    assert.equal(estimateTask('Fix', root, views).basis, 'usual');
  });
});
