import assert from 'node:assert/strict';
import { createModelClient } from '../../../src/adapters/models/createModelClient';
import { listModels } from '../../../src/adapters/models/listModels';
import { Connections } from '../../../src/app/models/connections';
import type { ConnectionsDeps } from '../../../src/app/models/connections';
import { imageTypesOf } from '../../../src/core/models/modelImages';
import { ModelError } from '../../../src/core/errors';
import type { ModelRef, SavedConnections } from '../../../src/protocol';
import type { ServerTurn } from '../../fakes/modelScript';
import { ModelServer, unusedBaseUrl } from '../../fakes/modelServer';

const never = new AbortController().signal;
const sonnet: ModelRef = { provider: 'anthropic', name: 'sonnet' };
const opus: ModelRef = { provider: 'anthropic', name: 'opus' };
const local: ModelRef = { provider: 'openai-compatible', name: 'qwen', baseUrl: 'http://127.0.0.1:11434/v1' };

interface World {
  connections: Connections;
  secrets: Map<string, string>;
  written: SavedConnections[];
}

function world(overrides: Partial<ConnectionsDeps> = {}): World {
  const secrets = new Map<string, string>();
  const written: SavedConnections[] = [];
  const connections = new Connections({
    store: {
      read: () => Promise.resolve(written.at(-1)),
      write: (saved) => {
        written.push(saved);
        return Promise.resolve();
      },
    },
    secrets: {
      get: (id) => Promise.resolve(secrets.get(id)),
      set: (id, value) => Promise.resolve(void secrets.set(id, value)),
      delete: (id) => Promise.resolve(void secrets.delete(id)),
    },
    clients: createModelClient,
    directory: listModels,
    environment: {},
    ...overrides,
  });
  return { connections, secrets, written };
}

describe('Connections', () => {
  it('keeps models with their keys, and the first one as the default', async () => {
    const { connections, secrets, written } = world();
    let told = 0;
    connections.onDidChange(() => (told += 1));
    await connections.save(sonnet, 'key-a', { asDefault: false });
    await connections.save(opus, undefined, { asDefault: false });
    await connections.save(local, undefined, { asDefault: true });
    assert.deepEqual(written.at(-1), { models: [sonnet, opus, local], default: local });
    assert.deepEqual([...secrets], [['model-key anthropic https://api.anthropic.com/v1', 'key-a']]);
    assert.deepEqual(
      await Promise.all(
        [sonnet, opus, local, { provider: 'rehearsal' as const, name: 'x' }].map((m) => connections.key(m)),
      ),
      ['key-a', 'key-a', undefined, undefined],
    );
    assert.equal(told, 3);
  });

  it('never gives a key to another address or provider than it was given for', async () => {
    const { connections } = world();
    await connections.save(sonnet, 'key-a', { asDefault: true });
    const others: ModelRef[] = [
      { ...sonnet, baseUrl: 'https://api.anthropic.com.evil.example/v1' },
      { ...sonnet, baseUrl: 'http://api.anthropic.com/v1' },
      { ...sonnet, baseUrl: 'https://api.anthropic.com:8443/v1' },
      { ...sonnet, baseUrl: 'https://api.anthropic.com/v2' },
      { provider: 'openai-compatible', name: 'sonnet', baseUrl: 'https://api.anthropic.com/v1' },
    ];
    assert.deepEqual(
      await Promise.all(others.map((model) => connections.key(model))),
      others.map(() => undefined),
    );
    assert.equal(await connections.key({ ...sonnet, baseUrl: 'https://API.anthropic.com/v1/' }), 'key-a');
  });

  it('writes an address in one spelling, and leaves out the usual one', async () => {
    const { connections } = world();
    await connections.save({ ...sonnet, baseUrl: 'https://API.anthropic.com:443/v1/' }, 'k', { asDefault: true });
    await connections.save({ ...local, baseUrl: 'http://127.0.0.1:11434/v1/' }, undefined, { asDefault: false });
    await connections.save(local, undefined, { asDefault: false });
    assert.deepEqual(connections.list(), [sonnet, local]);
  });

  it('refuses addresses that are none, or that hold a secret', async () => {
    const { connections, secrets, written } = world();
    const told: string[] = [];
    for (const baseUrl of ['ftp://host/v1', 'nonsense', 'https://user:pass@host/v1', 'https://host/v1?key=abc']) {
      await assert.rejects(connections.save({ ...local, baseUrl }, 'k', { asDefault: true }), (error: unknown) => {
        assert.ok(error instanceof ModelError);
        told.push(`${error.reason}: ${error.message}`);
        return true;
      });
    }
    const [none, more] = [
      'bad-request: The address of the model is not a web address.',
      'bad-request: The address of the model holds more than an address.',
    ];
    assert.deepEqual(
      { told, written, secrets: [...secrets] },
      { told: [none, none, more, more], written: [], secrets: [] },
    );
  });

  it('forgets a key with the last model that was connected with it', async () => {
    const { connections, secrets } = world();
    await connections.save(sonnet, 'key-a', { asDefault: true });
    await connections.save(opus, undefined, { asDefault: false });
    await connections.remove(sonnet);
    assert.deepEqual([connections.list(), connections.default, secrets.size], [[opus], opus, 1]);
    await connections.remove(opus);
    assert.deepEqual([connections.list(), connections.default, secrets.size], [[], null, 0]);
  });

  it('loads what was kept, and counts anything else as none', async () => {
    const kept: SavedConnections = { models: [sonnet, local], default: local };
    for (const [content, expected] of [
      [kept, kept],
      [
        { models: [{ provider: 'unheard-of', name: 'x' }], default: null },
        { models: [], default: null },
      ],
      [undefined, { models: [], default: null }],
    ] as const) {
      const store = {
        read: () => Promise.resolve(content),
        write: () => Promise.reject(new Error('not to be written')),
      };
      const { connections } = world({ store });
      await connections.load();
      assert.deepEqual({ models: connections.list(), default: connections.default }, expected);
    }
  });
});

describe('Connections.findOffers', () => {
  it('offers keys and local servers that are not connected yet, and sends no key', async () => {
    const asked: unknown[] = [];
    const { connections } = world({
      environment: { ANTHROPIC_API_KEY: 'env-a', OPENAI_API_KEY: ' ', GOOGLE_API_KEY: 'env-g' },
      directory: (address, key) => {
        asked.push([address, key]);
        return address.baseUrl?.includes('1234') === true
          ? Promise.resolve(['llama', 'qwen'])
          : Promise.reject(new ModelError('network', 'Nothing answers.'));
      },
    });
    const offers = await connections.findOffers(never);
    assert.deepEqual(offers, [
      {
        kind: 'key',
        variable: 'ANTHROPIC_API_KEY',
        provider: 'anthropic',
        baseUrl: 'https://api.anthropic.com/v1',
      },
      {
        kind: 'key',
        variable: 'GOOGLE_API_KEY',
        provider: 'google',
        baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
      },
      {
        kind: 'server',
        name: 'LM Studio',
        provider: 'openai-compatible',
        baseUrl: 'http://127.0.0.1:1234/v1',
        models: ['llama', 'qwen'],
      },
    ]);
    assert.deepEqual(
      asked,
      [11434, 1234, 8080].map((port) => [
        { provider: 'openai-compatible', baseUrl: `http://127.0.0.1:${port}/v1` },
        undefined,
      ]),
    );
    assert.deepEqual(
      offers.map((offer) => connections.offeredKey(offer)),
      ['env-a', 'env-g', undefined],
    );
    await connections.save(sonnet, 'env-a', { asDefault: true });
    await connections.save({ provider: 'google', name: 'gemini' }, 'env-g', { asDefault: true });
    await connections.save({ ...local, baseUrl: 'http://127.0.0.1:1234/v1' }, undefined, { asDefault: true });
    assert.deepEqual(await connections.findOffers(never), []);
  });

  it('offers keys for known addresses, and those of Bedrock where its region is known', async () => {
    const environment = { GROQ_API_KEY: 'env-g', AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 's' };
    const directory = () => Promise.reject(new ModelError('network', 'Nothing answers.'));
    const groq = {
      ...{ kind: 'key', variable: 'GROQ_API_KEY', provider: 'openai-compatible' },
      baseUrl: 'https://api.groq.com/openai/v1',
    };
    assert.deepEqual(await world({ environment, directory }).connections.findOffers(never), [groq]);
    const { connections } = world({ environment: { ...environment, AWS_REGION: 'eu-west-1' }, directory });
    const offers = await connections.findOffers(never);
    assert.deepEqual(offers.slice(1), [
      {
        ...{ kind: 'key', variable: 'AWS_ACCESS_KEY_ID', provider: 'bedrock' },
        baseUrl: 'https://bedrock-runtime.eu-west-1.amazonaws.com',
      },
    ]);
    assert.deepEqual(
      offers.map((offer) => connections.offeredKey(offer)),
      ['env-g', 'AKID:s'],
    );
  });
});

for (const provider of ['anthropic', 'openai-compatible', 'openai', 'google'] as const) {
  describe(`Connections.probe over the wire: ${provider}`, () => {
    async function probe(turns: ServerTurn[]): Promise<{ bodies: unknown[]; told: string | null }> {
      const server = await ModelServer.start(turns, { apiKey: 'right' });
      const model: ModelRef = { provider, name: 'm', baseUrl: server.baseUrl };
      try {
        await world().connections.probe(model, 'right', never);
        return { bodies: server.bodies, told: null };
      } catch (error) {
        assert.ok(error instanceof ModelError);
        return { bodies: server.bodies, told: `${error.reason}: ${error.message.replace(server.baseUrl, 'SERVER')}` };
      } finally {
        await server.stop();
      }
    }

    const long = { text: 'It is quartz-5821.', usage: { input: 9000 } };
    const lookUp = { tool: 'look_up', input: { word: 'lantern' } };

    it('has the model call a tool and read its result', async () => {
      const { bodies, told } = await probe([{ text: 'One moment.', calls: [lookUp] }, { text: 'It is 73,914.' }, long]);
      assert.equal(told, null);
      assert.equal(bodies.length, provider === 'openai-compatible' ? 4 : 2);
      assert.ok(!JSON.stringify(bodies[0]).includes('73914'));
      assert.ok(JSON.stringify(bodies[1]).includes('73914'));
    });

    it('says what is wrong with a model that has no tools', async () => {
      const told = [
        (await probe([{ text: 'I would look it up: 12.' }])).told,
        (await probe([{ calls: [{ tool: 'look_up', input: provider === 'google' ? { word: 'x' } : '{"word' }] }])).told,
        (await probe([{ calls: [lookUp] }, { text: 'It is 42.' }])).told,
      ];
      assert.deepEqual(told, [
        'no-tools: m of SERVER answered but did not call the tool it was given.',
        'no-tools: m of SERVER called the tool, but not with the word it was asked to look up.',
        'no-tools: m of SERVER called the tool but did not answer with its result.',
      ]);
    });

    it('passes on why a request failed', async () => {
      const { told, bodies } = await probe([{ fault: { kind: 'status', status: 529 } }]);
      assert.deepEqual([told, bodies.length], ['overloaded: SERVER is overloaded.', 1]);
    });

    it('lists what an address has, and says when the key is refused there', async () => {
      const server = await ModelServer.start([], { apiKey: 'right', models: ['one', 'two'] });
      const { connections } = world();
      const address = { provider, baseUrl: `${server.baseUrl}/` };
      assert.deepEqual(await connections.models(address, 'right', never), ['one', 'two']);
      await assert.rejects(connections.models(address, 'wrong', never), { reason: 'auth' });
      await server.stop();
      await assert.rejects(connections.models({ provider, baseUrl: await unusedBaseUrl() }, 'right', never), {
        reason: 'network',
      });
    });
  });
}

describe('Connections.probe of a server of one’s own', () => {
  const calls = [{ tool: 'look_up', input: { word: 'lantern' } }];
  const digits = '73914, seventy-three thousand nine hundred and fourteen';

  async function probe(turns: ServerTurn[]): Promise<unknown> {
    const server = await ModelServer.start([{ calls }, ...turns]);
    try {
      return await world().connections.probe({ ...local, baseUrl: server.baseUrl }, undefined, never);
    } catch (error) {
      assert.ok(error instanceof ModelError);
      const { reason, message, hint } = error;
      return { reason, message: message.replace(server.baseUrl, 'SERVER'), hint };
    } finally {
      await server.stop();
    }
  }

  it('says when its answers do not come piece by piece', async () => {
    const long = { text: 'quartz-5821' };
    const inOne = digits.replaceAll(' ', '-');
    assert.deepEqual(
      [await probe([{ text: digits }, long]), await probe([{ text: inOne }, long])],
      [
        { isStreaming: true, seesImages: false },
        { isStreaming: false, seesImages: false },
      ],
    );
  });

  it('shows an image to a model that nobody knows, and keeps what came of it', async () => {
    const seen = [{ text: digits }, { text: 'quartz-5821' }, { text: 'Yellow on the left, green on the right.' }];
    const server = await ModelServer.start([{ calls }, ...seen]);
    const model = { ...local, baseUrl: server.baseUrl };
    const { connections } = world();
    assert.deepEqual(await connections.probe(model, undefined, never), { isStreaming: true, seesImages: true });
    assert.match(JSON.stringify(server.bodies[3]), /"url":"data:image\/png;base64,iVBOR/);
    await server.stop();
    await connections.save({ ...model, seesImages: true }, undefined, { asDefault: true });
    assert.deepEqual(connections.default, { ...model, seesImages: true });
    assert.deepEqual(imageTypesOf(connections.default), ['image/png', 'image/jpeg']);
    assert.deepEqual(imageTypesOf(model), []);
    const fails = (status: number): ServerTurn => ({ fault: { kind: 'status', status } });
    const rest = [{ text: digits }, { text: 'quartz-5821' }];
    assert.deepEqual(
      [
        await probe([...rest, { text: 'I can’t see it.' }]),
        await probe([...rest, fails(500)]),
        await probe([...rest, fails(429)]),
      ],
      [{ isStreaming: true, seesImages: false }, { isStreaming: true, seesImages: false }, { isStreaming: true }],
    );
  });

  it('finds out that the beginning of a long request is lost, and says how to raise the context', async () => {
    const refused: ServerTurn = { fault: { kind: 'status', status: 400, message: 'exceeds the context size' } };
    const found = [
      await probe([{ text: digits }, { text: 'I do not know of any.' }]),
      await probe([{ text: digits }, { text: 'Perhaps quartz-5821?', usage: { input: 2048 } }]),
      await probe([{ text: digits }, refused]),
    ];
    const said = (what: string) => ({
      reason: 'small-context',
      message: `qwen of SERVER ${what} a request of about 8000 tokens: the context it was started with is too small for an agent.`,
      hint: 'Start the server with more, 32768 or better: OLLAMA_CONTEXT_LENGTH for Ollama (or num_ctx in the Modelfile), Context Length when LM Studio loads the model, --ctx-size for llama.cpp.',
    });
    assert.deepEqual(found, [said('forgot the beginning of'), said('forgot the beginning of'), said('refused')]);
  });
});
