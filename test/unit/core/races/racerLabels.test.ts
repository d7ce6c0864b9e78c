import assert from 'node:assert/strict';
import { racerLabels } from '../../../../src/core/races/racerLabels';

describe('the labels of racers', () => {
  for (const [names, labels] of [
    [
      ['gpt-5', 'claude-sonnet'],
      ['gpt-5', 'claude-sonnet'],
    ],
    [
      ['gpt-5', 'grok', 'gpt-5'],
      ['gpt-5 #1', 'grok', 'gpt-5 #2'],
    ],
    [
      ['openai/gpt-5', 'anthropic/claude', 'openai/gpt-5'],
      ['gpt-5 #1', 'claude', 'gpt-5 #2'],
    ],
    [
      ['openai/gpt-5', 'azure/gpt-5', 'openai/'],
      ['openai/gpt-5', 'azure/gpt-5', 'openai/'],
    ],
  ]) {
    it(`are ${labels?.join(', ') ?? ''} for ${names?.join(', ') ?? ''}`, () => {
      assert.deepEqual(racerLabels(names ?? []), labels);
    });
  }
});
