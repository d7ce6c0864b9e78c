import assert from 'node:assert/strict';
import { ModelServer, unusedBaseUrl } from '../../fakes/modelServer';
import type { ServerScript } from '../../fakes/modelScript';

const anthropicBody = {
  model: 'm',
  max_tokens: 100,
  stream: true,
  messages: [{ role: 'user', content: [{ type: 'text', text: 'the first task' }] }],
};

const openaiBody = { model: 'm', stream: true, messages: [{ role: 'user', content: 'the first task' }] };

describe('ModelServer', () => {
  const running: ModelServer[] = [];

  async function serve(script: ServerScript, apiKey?: string): Promise<ModelServer> {
    const server = await ModelServer.start(script, apiKey === undefined ? {} : { apiKey });
    running.push(server);
    return server;
  }

  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.stop()));
  });

  function post(server: ModelServer, path: string, body: unknown, headers: Record<string, string> = {}) {
    return fetch(`${server.baseUrl}${path}`, { method: 'POST', body: JSON.stringify(body), headers });
  }

  it('streams a turn as Anthropic Messages', async () => {
    const server = await serve([
      { text: 'Hi you', calls: [{ tool: 't', input: { a: 1 } }], usage: { input: 7, output: 3, cacheRead: 2 } },
    ]);
    const response = await post(server, '/messages', anthropicBody);
    const events = (await response.text())
      .split('\n\n')
      .filter((event) => event !== '')
      .map((event) => JSON.parse(event.replace(/^event: .*\ndata: /, '')) as unknown);
    assert.deepEqual(events, [
      {
        type: 'message_start',
        message: {
          id: 'msg_1',
          type: 'message',
          role: 'assistant',
          model: 'm',
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { input_tokens: 7, cache_creation_input_tokens: 0, cache_read_input_tokens: 2, output_tokens: 1 },
        },
      },
      { type: 'ping' },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi ' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'you' } },
      { type: 'content_block_stop', index: 0 },
      {
        type: 'content_block_start',
        index: 1,
        content_block: { type: 'tool_use', id: 'toolu_1_1', name: 't', input: {} },
      },
      { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '{"a":1}' } },
      { type: 'content_block_stop', index: 1 },
      { type: 'message_delta', delta: { stop_reason: 'tool_use', stop_sequence: null }, usage: { output_tokens: 3 } },
      { type: 'message_stop' },
    ]);
  });

  it('refuses a call without its result, as the providers do', async () => {
    const server = await serve([]);
    const call = { id: 'c1', type: 'function', function: { name: 't', arguments: '{}' } };
    const responses = await Promise.all([
      post(server, '/messages', {
        ...anthropicBody,
        messages: [...anthropicBody.messages, { role: 'assistant', content: [{ type: 'tool_use', id: 'c1' }] }],
      }),
      post(server, '/chat/completions', {
        ...openaiBody,
        messages: [...openaiBody.messages, { role: 'assistant', content: null, tool_calls: [call] }],
      }),
    ]);
    assert.deepEqual(
      responses.map(({ status }) => status),
      [400, 400],
    );
  });

  it('knows one key, and refuses what it has no turn for', async () => {
    const server = await serve([], 'right');
    const wrong = await post(server, '/messages', anthropicBody, { 'x-api-key': 'wrong' });
    const right = await post(server, '/chat/completions', openaiBody, { authorization: 'Bearer right' });
    assert.deepEqual([wrong.status, right.status], [401, 400]);
  });

  it('plays a script for each conversation', async () => {
    const server = await serve({ second: [{ text: 'for the second' }], first: [{ text: 'for the first' }] });
    const text = await (await post(server, '/chat/completions', openaiBody)).text();
    assert.match(text, /"first"/);
  });

  it('holds an answer until it is released', async () => {
    const server = await serve([{ text: 'late', hold: 'before' }]);
    const answer = post(server, '/messages', anthropicBody);
    const { ended, ...request } = await server.request(1);
    assert.deepEqual(
      [request.number, request.method, request.path, request.body],
      [1, 'POST', '/v1/messages', anthropicBody],
    );
    server.release(1);
    assert.match(await (await answer).text(), /late/);
    assert.equal(await ended, 'sent');
  });

  it('tells when a client has gone', async () => {
    const server = await serve([{ hold: 'middle' }]);
    const controller = new AbortController();
    const answer = fetch(`${server.baseUrl}/messages`, {
      method: 'POST',
      body: JSON.stringify(anthropicBody),
      signal: controller.signal,
    });
    const request = await server.request(1);
    await answer;
    controller.abort();
    assert.equal(await request.ended, 'client-gone');
  });

  it('names an address where nothing answers', async () => {
    await assert.rejects(fetch(await unusedBaseUrl()), (error: Error) => {
      assert.equal((error.cause as { code?: string }).code, 'ECONNREFUSED');
      return true;
    });
  });
});
