import assert from 'node:assert/strict';
import * as diagnostics from 'node:diagnostics_channel';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createModelClient } from '../../src/adapters/models/createModelClient';
import { anthropicWire } from '../fakes/anthropicWire';
import { unusedBaseUrl } from '../fakes/modelServer';
import { collect, ModelWire } from './modelWire';

/** Resolves when the next response has been read to its end, or was given up. */
async function over(): Promise<void> {
  const channels = ['undici:request:trailers', 'undici:request:error'];
  await new Promise<void>((resolve) => {
    const done = (): void => {
      channels.forEach((channel) => diagnostics.unsubscribe(channel, done));
      resolve();
    };
    channels.forEach((channel) => diagnostics.subscribe(channel, done));
  });
}

describe('the connection to a provider', () => {
  it('is prepared without a request, and leaves errors the lines that say where they were made', async () => {
    const { stackTraceLimit } = Error;
    createModelClient({ provider: 'anthropic', name: 'one', baseUrl: await unusedBaseUrl() }, 'key').prepare?.();

    assert.equal(Error.stackTraceLimit, stackTraceLimit);
    assert.match(new Error('here').stack ?? '', /modelConnections/);
  });

  it('serves one request after another, also when a response ends later than the answer in it', async () => {
    const wire = new ModelWire('anthropic');
    const open: http.ServerResponse[] = [];
    let connections = 0;
    const server = http.createServer((request, response) => {
      open.push(response);
      void text(request).then((body) => {
        const { text: said, calls, end } = anthropicWire.answer({ text: 'Yes.' }, JSON.parse(body), 1);
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write([...said, ...calls, ...end].join(''));
      });
    });
    server.on('connection', () => (connections += 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      for (let asked = 0; asked < 3; asked += 1) {
        const ended = over();
        const { error } = await collect(wire.ask(`http://127.0.0.1:${port}/v1`));
        assert.equal(error, null);
        open.pop()?.end();
        await ended;
        // The end is told before the connection is free.
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.equal(connections, 1);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
