import * as assert from 'node:assert/strict';
import { budgetIn } from '../../../../src/core/composer/budgetWords';
import { newTaskCommands } from '../../../../src/core/composer/newTaskCommands';
import { optionLabels, withoutOption } from '../../../../src/core/composer/optionLabels';
import { slashIn } from '../../../../src/core/composer/slashCommands';
import { english } from '../../../../src/core/translate';
import type { ComposerDraft } from '../../../../src/protocol';

const draft: ComposerDraft = {
  text: '',
  given: [{ kind: 'mention', mention: { kind: 'file', path: 'a.ts' } }],
  options: { verify: 'make' },
};

describe('commands for a new task', () => {
  it('set what is chosen, or start the task with it', () => {
    const written = (text: string): unknown => {
      const slash = slashIn(text, newTaskCommands(draft, english));
      return slash === null ? 'a task' : (slash.command.option?.(slash.rest) ?? slash.command.request(slash.rest));
    };
    assert.deepEqual(
      ['/plan', '/verify npm test', '/verify none', '/verify', '/budget $2.50', '/budget lots', '/etc'].map(written),
      [{ mode: 'plan' }, { verify: 'npm test' }, { verify: '' }, null, { budget: { usd: 2.5 } }, null, 'a task'],
    );
    assert.deepEqual(written('/ask Why?'), {
      type: 'startTask',
      draft: { text: 'Why?', given: draft.given, options: { verify: 'make', mode: 'ask' } },
      isShown: false,
    });
  });

  it('understand a budget in words, and nothing that could mean another one', () => {
    assert.deepEqual(['2', '$ 5', '3 usd', '500k tokens', '1.5m tokens, 30 min', '1 minute'].map(budgetIn), [
      { usd: 2 },
      { usd: 5 },
      { usd: 3 },
      { tokens: 500_000 },
      { tokens: 1_500_000, minutes: 30 },
      { minutes: 1 },
    ]);
    assert.deepEqual(['', '0', '-1', '2 €', 'x', '1.5 tokens', '2,'].map(budgetIn), [
      null,
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('are shown as what was chosen, and can be taken away again', () => {
    const options = { ...draft.options, mode: 'plan', budget: { usd: 2.5, tokens: 500_000 } } as const;
    assert.deepEqual(
      optionLabels(options, english).map(({ label }) => label),
      ['Plan first', 'Check: make', 'At most $2.50, 500,000 tokens'],
    );
    assert.deepEqual(withoutOption(options, 'budget'), { verify: 'make', mode: 'plan' });
  });
});
