import assert from 'node:assert/strict';
import { createModelClient } from '../../src/adapters/models/createModelClient';
import { type CallId, ImageDigest, type ImageRef, type ModelRef, RunnerMessage, type Task } from '../../src/protocol';
import { HostDoor } from '../../src/runner/hostDoor';
import { ModelServer } from '../fakes/modelServer';
import type { ServerTurn } from '../fakes/modelScript';
import { smallImages } from '../fakes/smallImages';
import { taskId } from '../unit/core/journal';
import { EngineBench } from '../unit/engine/engineBench';

const text = '[PNG image, 7 × 5 pixels, 124 bytes.]';
const data = smallImages.png.toString('base64');
const url = `data:image/png;base64,${data}`;
const inWords = `${text}\n[It can't be shown to you: this model takes no images.]`;
const behind = (image: unknown, type = 'text') => ({
  role: 'user',
  content: [{ type, text: 'The image that read_file returned to the call c1:' }, image],
});

/** What stands in the second request for a call that read an image, by the provider's own form. */
const shown: Readonly<Record<string, { provider: ModelRef['provider']; name: string; sent: unknown[] }>> = {
  'Anthropic Messages': {
    provider: 'anthropic',
    name: 'claude-sonnet-4-5',
    sent: [
      {
        role: 'user',
        content: [
          {
            type: 'tool_result',
            tool_use_id: 'c1',
            content: [
              { type: 'text', text },
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data } },
            ],
            cache_control: { type: 'ephemeral' },
          },
        ],
      },
    ],
  },
  'OpenAI Responses': {
    provider: 'openai',
    name: 'gpt-5',
    sent: [
      {
        type: 'function_call_output',
        call_id: 'c1',
        output: [
          { type: 'input_text', text },
          { type: 'input_image', image_url: url },
        ],
      },
    ],
  },
  'Azure OpenAI': {
    provider: 'azure',
    name: 'our-gpt-5',
    sent: [
      {
        type: 'function_call_output',
        call_id: 'c1',
        output: [
          { type: 'input_text', text },
          { type: 'input_image', image_url: url },
        ],
      },
    ],
  },
  'OpenAI Chat Completions': {
    provider: 'openai-compatible',
    name: 'gpt-4o',
    sent: [{ role: 'tool', tool_call_id: 'c1', content: text }, behind({ type: 'image_url', image_url: { url } })],
  },
  Mistral: {
    provider: 'mistral',
    name: 'pixtral-large-latest',
    sent: [
      { role: 'tool', tool_call_id: 'c1', name: 'read_file', content: text },
      behind({ type: 'image_url', image_url: url }),
    ],
  },
  xAI: {
    provider: 'xai',
    name: 'grok-4',
    sent: [
      { type: 'function_call_output', call_id: 'c1', output: text },
      behind({ type: 'input_image', image_url: url }, 'input_text'),
    ],
  },
  'Gemini 2': {
    provider: 'google',
    name: 'gemini-2.5-pro',
    sent: [
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'c1', name: 'read_file', response: { name: 'read_file', content: text } } },
          { inlineData: { mimeType: 'image/png', data } },
          { text: 'Tool executed successfully and returned this image as a response' },
        ],
      },
    ],
  },
  'Gemini 3': {
    provider: 'google',
    name: 'gemini-3-pro-preview',
    sent: [
      {
        role: 'user',
        parts: [
          {
            functionResponse: {
              id: 'c1',
              name: 'read_file',
              response: { name: 'read_file', content: text },
              parts: [{ inlineData: { mimeType: 'image/png', data } }],
            },
          },
        ],
      },
    ],
  },
  'a model of Chat Completions that takes none': {
    provider: 'openai-compatible',
    name: 'some-model',
    sent: [{ role: 'tool', tool_call_id: 'c1', content: inWords }],
  },
  DeepSeek: {
    provider: 'deepseek',
    name: 'deepseek-chat',
    sent: [{ role: 'tool', tool_call_id: 'c1', content: inWords }],
  },
};

/** What follows the model's call in a request. */
function behindTheCall(body: unknown): unknown[] {
  const { messages, input, contents } = body as Partial<Record<'messages' | 'input' | 'contents', unknown[]>>;
  const all = messages ?? input ?? contents ?? [];
  const call = all.findLastIndex((item) =>
    /"(tool_use|tool_calls|function_call|functionCall)"/.test(JSON.stringify(item)),
  );
  return all.slice(call + 1);
}

const read = (path: string, id = 'c1'): ServerTurn => ({
  calls: [{ tool: 'read_file', input: { path } }],
  callIds: [id],
});

describe('images in results, over the wire', () => {
  const servers: ModelServer[] = [];

  afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));

  async function start(
    script: readonly ServerTurn[],
    { provider, name }: Pick<ModelRef, 'provider' | 'name'>,
    more: { files?: Record<string, Buffer>; task?: Partial<Task> } = {},
  ) {
    const server = await ModelServer.start(script);
    servers.push(server);
    const model: ModelRef = { provider, name, baseUrl: server.baseUrl };
    const files = more.files ?? { 'shot.png': smallImages.png };
    const made = new EngineBench({
      model: createModelClient(model, 'key'),
      task: { verify: null, engine: { kind: 'model', model }, ...more.task },
      files: Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, bytes.toString('latin1')])),
    });
    return { made, server };
  }

  for (const [wire, { sent, ...model }] of Object.entries(shown)) {
    it(`stand where ${wire} has its place for them`, async () => {
      const { made, server } = await start([read('shot.png'), { text: 'Seen.' }], model);
      await made.run();
      assert.deepEqual(made.state.outcome, { kind: 'unverified' });
      assert.deepEqual(behindTheCall(server.bodies[1]), sent);
    });
  }

  it('are told in words to the models of an editor', () => {
    const sent: RunnerMessage[] = [];
    const image: ImageRef = {
      digest: ImageDigest.parse('0'.repeat(64)),
      mediaType: 'image/png',
      bytes: 124,
      ...{ width: 7, height: 5 },
    };
    const call = { callId: 'c1' as CallId, tool: 'read_file' };
    const asking = new HostDoor((message) => sent.push(message)).models(taskId).stream(
      {
        model: { provider: 'vscode-lm', name: 'copilot/gpt-4o' },
        ...{ system: '', tools: [], maxOutputTokens: 100 },
        messages: [{ role: 'tool', results: [{ ...call, text, isError: false, image }] }],
      },
      new AbortController().signal,
    );
    void asking[Symbol.asyncIterator]().next();
    const [message] = sent.map((one) => RunnerMessage.parse(one));
    assert.deepEqual(message?.kind === 'host' && message.request.kind === 'model' && message.request.messages, [
      { role: 'tool', results: [{ ...call, text: inWords, isError: false }] },
    ]);
  });

  it('are sent as the same bytes when the task is resumed, and are not in the journal', async () => {
    const { made, server } = await start(
      [read('shot.png'), { text: 'Seen.' }, { text: 'Again.' }],
      shown['OpenAI Responses'] ?? assert.fail(),
    );
    await made.run();
    made.files.content.set('shot.png', 'another file by now');
    made.tell({ type: 'message', text: 'Look once more.' });
    await made.resume();
    const [first, second] = [server.bodies[1], server.bodies[2]].map((body) => (body as { input: unknown[] }).input);
    assert.deepEqual(second?.slice(0, first?.length), first);
    assert.ok(!JSON.stringify(made.events).includes(data));
    assert.deepEqual([...made.images.kept.values()], [data]);
  });

  it('are told in words when they are gone', async () => {
    const { made, server } = await start(
      [read('shot.png'), { text: 'Seen.' }, { text: 'Again.' }],
      shown['OpenAI Responses'] ?? assert.fail(),
    );
    await made.run();
    made.images.kept.clear();
    made.tell({ type: 'message', text: 'Look once more.' });
    await made.resume();
    const output = `${text}\n[The image is not kept any more: read it again.]`;
    const sent = (server.bodies[2] as { input: unknown[] }).input;
    assert.deepEqual(sent.at(-3), { type: 'function_call_output', call_id: 'c1', output });
  });

  it('become one line each when there are more than a provider takes', async () => {
    const turns = Array.from({ length: 20 }, (_, index) => read(`${index}.gif`, `c${index + 1}`));
    const files = Object.fromEntries(
      turns.map((_, index) => {
        const bytes = Buffer.from(smallImages.gif);
        bytes[13] = index;
        return [`${index}.gif`, bytes];
      }),
    );
    const { made, server } = await start([...turns, { text: 'Seen.' }], shown['Anthropic Messages'] ?? assert.fail(), {
      files,
      task: { limits: { maxTurns: 100, verifyRounds: 3, contextTokens: 1_000_000 } },
    });
    await made.run();
    const counts = server.bodies.map((body) => JSON.stringify(body).split('"base64"').length - 1);
    assert.deepEqual(
      made.of('compacted').map((event) => event.kind),
      ['images'],
    );
    assert.deepEqual(counts, [...Array.from({ length: 17 }, (_, index) => index), 8, 9, 10, 11]);
    const stub = '[This result of read_file (an image) was left out to make room. Run the tool again if it matters.]';
    assert.equal(JSON.stringify(server.bodies.at(-1)).split(stub).length - 1, 9);
  });

  it('are refused in words when they are too large, torn, or too wide, and are known whatever they are named', async () => {
    const { png } = smallImages;
    const large = Buffer.concat([png.subarray(0, 33), Buffer.alloc(3_600_000)]);
    const wide = Buffer.from(smallImages.gif);
    wide.writeUInt16LE(9000, 6);
    const files = {
      'large.png': large,
      'torn.png': png.subarray(0, 100),
      'wide.gif': wide,
      'photo.png': smallImages.jpeg,
      'data.png': Buffer.from('\0\0\0\0'),
    };
    const turns = Object.keys(files).map((path, index) => read(path, `c${index + 1}`));
    const { made } = await start([...turns, { text: 'Seen.' }], shown['OpenAI Responses'] ?? assert.fail(), { files });
    await made.run();
    assert.deepEqual(made.results, [
      'read_file error: "large.png" is an image of 3.6 MB; at most 3.5 MB can be shown. Make a smaller copy with a command and read that.',
      'read_file error: "torn.png" begins like an image and is damaged: it is cut off, or its parts do not fit together.',
      'read_file error: "wide.gif" is an image of 9000 × 5 pixels; at most 8000 on a side can be shown. Make a smaller copy with a command and read that.',
      'read_file ok: [JPEG image, 7 × 5 pixels, 306 bytes. The name of the file says something else.]',
      'read_file error: "data.png" is not text.',
    ]);
    assert.deepEqual([...made.images.kept.values()], [smallImages.jpeg.toString('base64')]);
  });
});
