import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as net from 'node:net';
import path from 'node:path';
import { readRecord } from '../../src/adapters/resident/residentRecord';
import { serveWindows } from '../../src/adapters/resident/residentServer';
import { prepareDataDirectory } from '../../src/adapters/store/dataDirectory';
import type { Disposable } from '../../src/core/ports';
import type { ResidentRecord } from '../../src/protocol';
import { MemoryLog } from '../fakes/memoryLog';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';

/** Until it has given its place back. */
async function closed(server: Disposable, dataDir: string): Promise<void> {
  server.dispose();
  while ((await fs.readdir(dataDir)).some((name) => name.startsWith('resident.'))) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('the process that runs tasks, from the outside', () => {
  let dataDir: string;
  let log: MemoryLog;
  let server: Disposable;
  let record: ResidentRecord;
  let windows: number;

  beforeEach(async () => {
    dataDir = path.join(await temporaryFolder(), 'data');
    await prepareDataDirectory(dataDir);
    log = new MemoryLog();
    windows = 0;
    server = await serveWindows({ dataDir, log, onWindow: () => (windows += 1) });
    const written = await readRecord(dataDir);
    assert.ok(written !== null);
    record = written;
  });
  afterEach(async () => {
    await closed(server, dataDir);
    await removeFolder(path.dirname(dataDir));
  });

  /** What a peer is told that says this; it waits until it is sent away. */
  async function told(said: string | Buffer): Promise<string> {
    const socket = net.connect(record.address);
    socket.on('error', () => undefined);
    const heard: Buffer[] = [];
    socket.on('data', (bytes: Buffer) => heard.push(bytes));
    socket.end(said);
    await new Promise((resolve) => socket.once('close', resolve));
    return Buffer.concat(heard).toString();
  }

  /** Whether who says the token of now is let in. */
  async function isLetIn(): Promise<boolean> {
    const before = windows;
    await told(`${JSON.stringify({ type: 'hello', token: record.token })}\n`);
    return windows === before + 1;
  }

  it('H01: is at no address of a network, and a browser that found it would be told nothing', async () => {
    assert.equal(record.address, path.join(dataDir, `resident-${process.pid}.sock`));
    const requests = [
      'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n',
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n\r\n${JSON.stringify({ type: 'retire' })}\n`,
      `\r\n${JSON.stringify({ type: 'hello', token: record.token })}\n`,
    ];
    for (const request of requests) {
      assert.deepEqual([await told(request), windows], ['', 0], request);
    }
    assert.equal(await isLetIn(), true);
  });

  it('H02: gives its token in a file for the user alone, another one each time, and writes it into no log', async () => {
    const mode = async (file: string): Promise<string> => ((await fs.stat(file)).mode & 0o777).toString(8);
    assert.deepEqual([await mode(dataDir), await mode(path.join(dataDir, 'resident.json'))], ['700', '600']);
    assert.match(record.token, /^[0-9a-f]{64}$/);
    await told(`${JSON.stringify({ type: 'hello', token: record.token.slice(1) })}\n`);
    assert.doesNotMatch(log.lines.join('\n'), /[0-9a-f]{32}/);
    const other = await temporaryFolder();
    const second = await serveWindows({ dataDir: other, log, onWindow: () => undefined });
    assert.notEqual((await readRecord(other))?.token, record.token);
    await closed(second, other);
    await removeFolder(other);
  });

  it('H03: lets nobody in who guesses, and does nothing that is said before the token', async () => {
    const { token } = record;
    const tokens = ['', token.slice(0, -1), `${token}0`, token.toUpperCase(), token.replace(/.$/, 'g'), '0'.repeat(64)];
    const guesses = [...tokens.map((each) => ({ type: 'hello', token: each })), { type: 'hello', token: [token] }];
    const others = [{ type: 'retire' }, { type: 'hello' }, { type: 'hello', token, more: 1 }, { __proto__: { token } }];
    for (const said of [...guesses, ...others, null, token, []]) {
      const line = `${JSON.stringify(said)}\n`;
      const after = `${JSON.stringify({ type: 'hello', token })}\n`;
      assert.deepEqual([await told(line), windows], ['', 0], line);
      assert.deepEqual([await told(line + after), windows], ['', 0], 'it is not asked a second time');
    }
    assert.equal(await isLetIn(), true);
  });

  it('H05: sends away who says too much, too deeply or no text, and others are let in meanwhile', async () => {
    const silent = Array.from({ length: 200 }, () => net.connect(record.address));
    silent.forEach((socket) => socket.on('error', () => undefined));
    const floods = [
      `${'['.repeat(1_000_000)}\n`,
      `{"type":"hello","token":${'['.repeat(100_000)}${']'.repeat(100_000)}}\n`,
      Buffer.from([0xff, 0xfe, 0, 0x0a]),
    ];
    for (const said of floods) {
      assert.deepEqual([await told(said), windows], ['', 0]);
    }
    assert.ok((await megabytesTaken(24)) < 16, 'a line without an end is not kept');
    assert.equal(await isLetIn(), true);
    silent.forEach((socket) => socket.destroy());
  });

  /** How much of a line without an end is taken of who was let in. */
  async function megabytesTaken(most: number): Promise<number> {
    const socket = net.connect(record.address);
    socket.on('error', () => undefined);
    const closed = new Promise<'closed'>((resolve) => socket.once('close', () => resolve('closed')));
    socket.write(`${JSON.stringify({ type: 'hello', token: record.token })}\n`);
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    for (let taken = 0; taken < most; taken += 1) {
      const written = new Promise<'taken'>((resolve) => socket.write(chunk, () => resolve('taken')));
      if ((await Promise.race([closed, written])) === 'closed' || socket.destroyed) {
        return taken;
      }
    }
    socket.destroy();
    return most;
  }
});
