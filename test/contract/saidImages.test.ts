import * as assert from 'node:assert/strict';
import { createModelClient } from '../../src/adapters/models/createModelClient';
import { attachedImage } from '../../src/core/images/attachedImage';
import { withAttachments } from '../../src/core/composer/withAttachments';
import { english } from '../../src/core/translate';
import type { Attachment, ModelRef, Task } from '../../src/protocol';
import { RunnerMessage } from '../../src/protocol';
import { HostDoor } from '../../src/runner/hostDoor';
import type { ServerTurn } from '../fakes/modelScript';
import { ModelServer } from '../fakes/modelServer';
import { smallImages } from '../fakes/smallImages';
import { taskId } from '../unit/core/journal';
import { EngineBench } from '../unit/engine/engineBench';

const data = smallImages.png.toString('base64');
const url = `data:image/png;base64,${data}`;

/** What a person's message is by the provider's own form. */
const shown: Readonly<
  Record<string, { provider: ModelRef['provider']; name: string; sent: (text: string) => unknown }>
> = {
  'Anthropic Messages': {
    provider: 'anthropic',
    name: 'claude-sonnet-4-5',
    sent: (text) => ({
      role: 'user',
      content: [
        { type: 'text', text },
        {
          ...{ type: 'image', source: { type: 'base64', media_type: 'image/png', data } },
          cache_control: { type: 'ephemeral' },
        },
      ],
    }),
  },
  'OpenAI Responses': {
    provider: 'openai',
    name: 'gpt-5',
    sent: (text) => ({
      role: 'user',
      content: [
        { type: 'input_text', text },
        { type: 'input_image', image_url: url },
      ],
    }),
  },
  'OpenAI Chat Completions': {
    provider: 'openai-compatible',
    name: 'gpt-4o',
    sent: (text) => ({
      role: 'user',
      content: [
        { type: 'text', text },
        { type: 'image_url', image_url: { url } },
      ],
    }),
  },
  Mistral: {
    provider: 'mistral',
    name: 'pixtral-large-latest',
    sent: (text) => ({
      role: 'user',
      content: [
        { type: 'text', text },
        { type: 'image_url', image_url: url },
      ],
    }),
  },
  'Gemini 2': {
    provider: 'google',
    name: 'gemini-2.5-pro',
    sent: (text) => ({ role: 'user', parts: [{ text }, { inlineData: { mimeType: 'image/png', data } }] }),
  },
  'a model that takes none': {
    provider: 'deepseek',
    name: 'deepseek-chat',
    sent: (text) => ({
      role: 'user',
      content: `${text}\n[It can't be shown to you: this model takes no images.]`,
    }),
  },
};

function firstMessage(body: unknown): unknown {
  const { messages, input, contents } = body as Partial<Record<'messages' | 'input' | 'contents', { role: string }[]>>;
  return (messages ?? input ?? contents ?? []).find(({ role }) => role === 'user');
}

const openAi: Pick<ModelRef, 'provider' | 'name'> = { provider: 'openai', name: 'gpt-5' };

describe('images that a person gives along, over the wire', () => {
  const servers: ModelServer[] = [];

  afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));

  async function start(
    script: readonly ServerTurn[],
    { provider, name }: Pick<ModelRef, 'provider' | 'name'>,
    prompt: (images: readonly Attachment[]) => Partial<Task>,
  ) {
    const server = await ModelServer.start(script);
    servers.push(server);
    const model: ModelRef = { provider, name, baseUrl: server.baseUrl };
    const given = new Map<string, Buffer>();
    const image = (file: string, bytes: Buffer): Promise<Attachment> =>
      attachedImage(
        { name: file, size: bytes.length, bytes },
        async (kept) => {
          const digest = await new EngineBench({}).images.keep(kept);
          given.set(digest, bytes);
          return digest;
        },
        english,
      );
    const images = [await image('shot.png', smallImages.png), await image('photo.jpg', smallImages.jpeg)];
    const made = new EngineBench({
      model: createModelClient(model, 'key'),
      task: { verify: null, engine: { kind: 'model', model }, ...prompt(images) },
    });
    for (const bytes of given.values()) {
      await made.images.keep(bytes);
    }
    return { made, server, images };
  }

  for (const [wire, { sent, ...model }] of Object.entries(shown)) {
    it(`stand with the prompt where ${wire} has its place for them`, async () => {
      let said = '';
      const { made, server } = await start([{ text: 'Seen.' }], model, ([image]) => {
        said = withAttachments('Make it look like this.', image === undefined ? [] : [image]);
        return { prompt: said };
      });
      await made.run();
      assert.deepEqual(made.state.outcome, { kind: 'unverified' });
      const text = JSON.stringify(firstMessage(server.bodies[0]));
      assert.ok(text.includes(JSON.stringify('Make it look like this.').slice(1, -1)));
      const first = firstMessage(server.bodies[0]) as { content?: { text?: string }[]; parts?: { text?: string }[] };
      const whole = first.content?.[0]?.text ?? first.parts?.[0]?.text ?? said;
      assert.deepEqual(first, sent(whole));
      assert.ok(!JSON.stringify(made.events).includes(data));
    });
  }

  it('come with a message and with the answer to a question', async () => {
    const { made, server, images } = await start(
      [
        { calls: [{ tool: 'ask_user', input: { question: 'Which one?' } }], callIds: ['c1'] },
        { text: 'Seen.' },
        { text: 'Both.' },
      ],
      openAi,
      () => ({}),
    );
    made.surroundings.onEvent = ({ type }) => {
      if (type === 'question') {
        made.tell({ type: 'message', text: withAttachments('This one.', images.slice(0, 1)) });
      }
    };
    await made.run();
    made.tell({ type: 'message', text: withAttachments('And this.', images.slice(1)) });
    await made.resume();
    const shownIn = server.bodies.map((body) => JSON.stringify(body).split('"input_image"').length - 1);
    assert.deepEqual(shownIn, [0, 1, 2]);
    const [second, third] = server.bodies.slice(1).map((body) => (body as { input: unknown[] }).input);
    assert.deepEqual(third?.slice(0, second?.length), second);
  });

  it('are told in words to the models of an editor', () => {
    const sent: RunnerMessage[] = [];
    const image = { mediaType: 'image/png', bytes: 124, width: 7, height: 5, digest: '0'.repeat(64) as never } as const;
    const asking = new HostDoor((message) => sent.push(message)).models(taskId).stream(
      {
        model: { provider: 'vscode-lm', name: 'copilot/gpt-4o' },
        ...{ system: '', tools: [], maxOutputTokens: 100 },
        messages: [{ role: 'user', text: 'Look.', images: [image] }],
      },
      new AbortController().signal,
    );
    void asking[Symbol.asyncIterator]().next();
    const [message] = sent.map((one) => RunnerMessage.parse(one));
    assert.deepEqual(message?.kind === 'host' && message.request.kind === 'model' && message.request.messages, [
      { role: 'user', text: "Look.\n[It can't be shown to you: this model takes no images.]" },
    ]);
  });

  it('make room with all others when there are more than a provider takes, and the words stay', async () => {
    const { made, server, images } = await start(
      Array.from({ length: 12 }, () => ({ text: 'Seen.' })),
      openAi,
      (all) => ({ prompt: withAttachments('The first two.', all) }),
    );
    await made.run();
    for (let turn = 1; turn < 10; turn += 1) {
      made.tell({ type: 'message', text: withAttachments(`Two more, ${turn}.`, images) });
      await made.resume();
    }
    const counts = server.bodies.map((body) => JSON.stringify(body).split('"input_image"').length - 1);
    assert.deepEqual(counts, [2, 4, 6, 8, 10, 12, 14, 16, 8, 10]);
    const last = JSON.stringify(server.bodies.at(-1));
    assert.ok(last.includes('The first two.'));
    assert.equal(last.split('[The images of this message were left out to make room.]').length - 1, 5);
  });
});
