import assert from 'node:assert/strict';
import { modelAmong, modelNamed } from '../../../../src/core/models/modelNames';
import type { ModelRef } from '../../../../src/protocol';

const named = (provider: ModelRef['provider'], name: string): ModelRef => ({ provider, name });

describe('the name of a model', () => {
  it('is a provider’s, a short one, or one that says by its beginning whose it is', () => {
    const names = [
      'anthropic/claude-x',
      'openai-compatible/meta/llama',
      'claude-sonnet',
      'gemini-pro',
      'gpt-5',
      'gpt-9-max',
      'claude-opus-4-1',
      'o3',
      'grok-4.7',
    ];
    assert.deepEqual(names.map(modelNamed), [
      named('anthropic', 'claude-x'),
      named('openai-compatible', 'meta/llama'),
      named('anthropic', 'claude-sonnet-5-5'),
      named('google', 'gemini-pro-latest'),
      named('openai', 'gpt-5'),
      named('openai', 'gpt-9-max'),
      named('anthropic', 'claude-opus-4-1'),
      named('openai', 'o3'),
      named('xai', 'grok-4.7'),
    ]);
  });

  it('is not guessed where nobody knows it', () => {
    assert.deepEqual(['composer', 'claude', '', '/', 'nobody/x', 'anthropic/', 'constructor'].map(modelNamed), [
      null,
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('means the one of several models that has it, or the last that begins with it', () => {
    const old = named('anthropic', 'claude-sonnet-4-5');
    const fresh = named('anthropic', 'claude-sonnet-5-0');
    const local: ModelRef = { ...named('openai-compatible', 'qwen3:8b'), baseUrl: 'http://127.0.0.1:1/v1' };
    const models = [old, fresh, local];
    const names = ['claude-sonnet', 'claude-sonnet-4-5', 'qwen3', 'openai-compatible/qwen3:8b', 'claude-s', 'composer'];
    assert.deepEqual(
      names.map((name) => modelAmong(name, models)),
      [fresh, old, local, local, null, null],
    );
  });
});
