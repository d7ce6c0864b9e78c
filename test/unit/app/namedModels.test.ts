import assert from 'node:assert/strict';
import { NamedModels } from '../../../src/app/models/namedModels';
import type { ModelRef } from '../../../src/protocol';

const opus: ModelRef = { provider: 'anthropic', name: 'claude-opus-5-5' };
const local: ModelRef = { provider: 'openai-compatible', name: 'qwen', baseUrl: 'http://127.0.0.1:1/v1' };

function world(models: ModelRef[], kept?: unknown) {
  let saved = kept;
  const names = new NamedModels(
    { list: () => models },
    {
      read: () => saved,
      write: (meanings) => {
        saved = meanings;
        return Promise.resolve();
      },
    },
  );
  return { names, saved: () => saved };
}

describe('NamedModels', () => {
  it('remembers what a person said that a name means, also against what it would be taken for', async () => {
    const { names, saved } = world([opus, local]);
    assert.deepEqual([names.find('composer'), names.find('claude-opus')], [null, opus]);
    await names.remember('composer', opus);
    await names.remember('claude-opus', local);
    assert.deepEqual([names.find('composer'), names.find('claude-opus')], [opus, local]);
    assert.deepEqual(saved(), { composer: opus, 'claude-opus': local });
  });

  it('asks again when the model is no longer connected, or what was kept cannot be read', () => {
    assert.equal(world([local], { composer: opus }).names.find('composer'), null);
    assert.equal(world([opus], { composer: 7 }).names.find('composer'), null);
  });
});
