import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as http from 'node:http';
import * as net from 'node:net';
import * as path from 'node:path';
import { HostGate } from '../../../../src/adapters/process/hostGate';

const name = 'registry.test';
const found = ['127.0.0.1'];

/** A server that the name leads to; `gate` lets it be reached alone. */
class Registry {
  readonly #server: net.Server;

  constructor(onConnection: (socket: net.Socket) => void) {
    this.#server = net.createServer(onConnection).listen(0, '127.0.0.1');
  }

  async gate(lookup: () => Promise<string[]>): Promise<HostGate> {
    await once(this.#server, 'listening');
    const access = { allow: [this.host], inside: [this.host], deny: [] };
    return await HostGate.open({ at: 'folder', access, env: {}, lookup, onHost: () => undefined });
  }

  get host(): string {
    return `${name}:${(this.#server.address() as net.AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
  }
}

describe('HostGate', () => {
  it('keeps no connection that comes about when it is closed', async () => {
    let ended: () => void = () => undefined;
    const hasEnded = new Promise<void>((resolve) => (ended = resolve));
    const registry = new Registry((socket) => socket.on('close', ended).resume());
    let lookUp: () => void = () => undefined;
    const looking = new Promise<void>((resolve) => (lookUp = resolve));
    let find: (addresses: string[]) => void = () => undefined;
    const gate = await registry.gate(() => {
      lookUp();
      return new Promise((resolve) => (find = resolve));
    });
    const client = net.connect(path.join(gate.folder, 'proxy')).on('error', () => undefined);
    client.write(`CONNECT ${registry.host} HTTP/1.1\r\n\r\n`);
    await looking;
    await gate.close();
    find(found);
    await hasEnded;
    registry.close();
  });

  it('ends an answer that was cut off', async () => {
    const registry = new Registry((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this'));
    });
    const gate = await registry.gate(() => Promise.resolve(found));
    const request = http.get({ socketPath: path.join(gate.folder, 'proxy'), path: `http://${registry.host}/file` });
    const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
    await assert.rejects(once(answer.resume(), 'end'), { code: 'ECONNRESET' });
    await gate.close();
    registry.close();
  });
});
