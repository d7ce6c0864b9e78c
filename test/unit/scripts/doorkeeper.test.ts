import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { openDoor } from '../../../scripts/starting/doorkeeper.mjs';

describe('the door before the editor', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'door-'));
  const socketPath = path.join(folder, 'editor.sock');
  const editor = http.createServer((request, response) =>
    response.end(`${request.url ?? ''} ${request.headers.host ?? ''}`),
  );
  editor.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\nwelcome'));
  let door: Awaited<ReturnType<typeof openDoor>>;

  before(async () => {
    await new Promise<void>((resolve) => editor.listen(socketPath, resolve));
    door = await openDoor({ socketPath, token: 'secret' });
  });

  after(() => {
    door.close();
    editor.close();
    fs.rmSync(folder, { recursive: true });
  });

  async function cookie(): Promise<string> {
    const answer = await fetch(`${door.url}?folder=/x&tkn=secret`, { redirect: 'manual' });
    assert.deepEqual([answer.status, answer.headers.get('location')], [302, '/?folder=%2Fx']);
    return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  }

  /** Resolves with all that comes back for an upgrade. */
  function upgrade(headers: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = net.connect(Number(new URL(door.url).port), '127.0.0.1', () => {
        socket.write(`GET /ws HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n${headers}\r\n`);
      });
      let all = '';
      socket.on('data', (chunk) => (all += chunk.toString()));
      socket.once('close', () => resolve(all));
      socket.once('error', reject);
    });
  }

  it('refuses who does not know the token', async () => {
    assert.equal((await fetch(door.url)).status, 403);
    assert.equal((await fetch(`${door.url}?tkn=secreT`)).status, 403);
    assert.match(await upgrade(''), /^HTTP\/1\.1 403 /);
  });

  it('gives a cookie for the token, takes the token out of the address, and passes requests on', async () => {
    const answer = await fetch(`${door.url}static/a.js?b=c`, { headers: { cookie: `other=1; ${await cookie()}` } });
    assert.equal(await answer.text(), `/static/a.js?b=c ${new URL(door.url).host}`);
  });

  it('passes web sockets on', async () => {
    assert.equal(await upgrade(`cookie: ${await cookie()}\r\n`), 'HTTP/1.1 101 Switching Protocols\r\n\r\nwelcome');
  });
});
