import assert from 'node:assert/strict';
import { createModelClient } from '../../src/adapters/models/createModelClient';
import { listModels } from '../../src/adapters/models/listModels';
import { baseUrlOf } from '../../src/core/models/modelCatalog';
import type { ModelRef } from '../../src/protocol';
import type { ServerScript } from '../fakes/modelScript';
import { ModelServer } from '../fakes/modelServer';
import { conversation, expectedBodies, tools } from './modelConversation';
import { collect, key, never, told } from './modelWire';

describe('Azure OpenAI, over the wire', () => {
  const servers: ModelServer[] = [];

  afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));

  async function serve(script: ServerScript): Promise<ModelServer> {
    const server = await ModelServer.start(script, { apiKey: key, models: ['gpt-5'] });
    servers.push(server);
    return server;
  }

  function ask(baseUrl: string, apiKey = key) {
    const model: ModelRef = { provider: 'azure', name: 'gpt-5', baseUrl };
    const request = { model, system: 'Be careful.', messages: conversation, tools, maxOutputTokens: 4000 };
    return collect(createModelClient(model, apiKey).stream(request, never));
  }

  it('is sent what OpenAI is sent, once, with the key in its own header and in no other', async () => {
    const server = await serve([{ text: 'Done.' }]);
    const { parts, error } = await ask(server.baseUrl);
    assert.equal(error, null);
    assert.equal(parts.at(-1)?.kind, 'end');
    assert.deepEqual(
      server.requests.map(({ method, path, headers, body }) => ({
        ...{ method, path, body },
        key: headers['api-key'],
        isElsewhere: JSON.stringify({ ...headers, 'api-key': '' }).includes(key),
      })),
      [{ method: 'POST', path: '/v1/responses', body: expectedBodies.openai, key, isElsewhere: false }],
    );
  });

  it('refuses a key in words without it', async () => {
    const server = await serve([{ text: 'Done.' }]);
    const { error } = await ask(server.baseUrl, `${key}-old`);
    const { reason, message } = told(error);
    assert.deepEqual([reason, message], ['auth', 'SERVER refused the key.']);
  });

  it('does not follow to another address with the key', async () => {
    const other = await serve([{ text: 'Done.' }]);
    const server = await serve([{ fault: { kind: 'status', status: 307, location: `${other.baseUrl}/responses` } }]);
    const { error } = await ask(server.baseUrl);
    assert.deepEqual([told(error).reason, other.requests.length], ['bad-request', 0]);
  });

  it('lists what it has with the same header', async () => {
    const server = await serve([]);
    assert.deepEqual(await listModels({ provider: 'azure', baseUrl: server.baseUrl }, key, never), ['gpt-5']);
  });

  it('has no usual address, and is found at the one that its pages show', () => {
    assert.throws(() => createModelClient({ provider: 'azure', name: 'm' }, key), {
      reason: 'bad-request',
      message: 'Azure OpenAI is reached at an address of your own, which is missing.',
    });
    const addresses = [
      'https://our.openai.azure.com/',
      'https://our.services.ai.azure.com',
      'https://our.openai.azure.com/openai/v1/',
      'https://gateway.example/azure',
    ];
    assert.deepEqual(
      addresses.map((baseUrl) => baseUrlOf({ provider: 'azure', name: 'm', baseUrl })),
      [
        'https://our.openai.azure.com/openai/v1',
        'https://our.services.ai.azure.com/openai/v1',
        'https://our.openai.azure.com/openai/v1',
        'https://gateway.example/azure',
      ],
    );
  });
});
