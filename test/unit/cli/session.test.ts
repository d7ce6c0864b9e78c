import * as assert from 'node:assert/strict';
import { keyFor } from '../../../src/cli/session';

describe('keyFor', () => {
  const env = { ANTHROPIC_API_KEY: 'a', OPENAI_API_KEY: ' o ' };

  it('takes the usual variable of the provider', () => {
    assert.deepEqual(
      [
        keyFor({ provider: 'anthropic', name: 'x' }, env),
        keyFor({ provider: 'openai-compatible', name: 'x' }, env),
        keyFor({ provider: 'openai-compatible', name: 'x' }, {}),
      ],
      ['a', 'o', undefined],
    );
  });

  it('prefers the one that is meant for this program, and gives the rehearsal model none', () => {
    const both = { ...env, BACKGROUND_AGENTS_API_KEY: 'b' };
    assert.equal(keyFor({ provider: 'anthropic', name: 'x' }, both), 'b');
    assert.equal(keyFor({ provider: 'rehearsal', name: 'rehearsal' }, both), undefined);
  });
});
