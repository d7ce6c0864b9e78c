import assert from 'node:assert/strict';
import * as dgram from 'node:dgram';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { ShellCommands } from '../../src/adapters/process/shellCommands';
import { type HostAccess } from '../../src/core/network/hostRules';
import type { HostUse } from '../../src/protocol';

// Not below /tmp, which the sandbox replaces.
const parent = path.join(os.homedir(), '.cache', 'background-agents-dev');
fs.mkdirSync(parent, { recursive: true });
const folder = fs.realpathSync(fs.mkdtempSync(path.join(parent, 'hosts-')));
const worktree = path.join(folder, 'worktree');

/** What the names lead to; everything else is not found. */
const names: Record<string, string[]> = {
  'registry.test': ['127.0.0.1'],
  'rebound.test': ['127.0.0.1'],
  'metadata.test': ['169.254.169.254'],
  'two.test': ['169.254.169.254', '127.0.0.1'],
};
let lookedUp: string[] = [];
let requests: string[] = [];
let registry: http.Server;
let database: net.Server;
let upstream: http.Server;
let commands: ShellCommands;

const portOf = (server: net.Server) => (server.address() as net.AddressInfo).port;

function open(env: NodeJS.ProcessEnv = process.env): Promise<ShellCommands> {
  return ShellCommands.open({
    ...{ taskId: `HOSTS${process.pid}`, isolation: 'sandbox', worktree, readOnly: [], hidden: [], env },
    lookup: (name) => {
      lookedUp.push(name);
      return Promise.resolve(names[name] ?? []);
    },
  });
}

type Use = Omit<HostUse, 'times'>;

async function run(
  command: string,
  hosts: Partial<HostAccess>,
  how = commands,
): Promise<{ exitCode: number | null; output: string; uses: Use[] }> {
  const uses: Use[] = [];
  lookedUp = [];
  requests = [];
  const { exitCode, output } = await how.run(command, {
    network: false,
    hosts: { allow: [], inside: [], deny: [], ...hosts },
    signal: new AbortController().signal,
    timeoutMs: 60_000,
    onHost: (use) => uses.push(use),
    onOutput: () => undefined,
    outputFile: path.join(folder, 'out.log'),
  });
  return { exitCode, output, uses };
}

/** A list that means the registry, as a user's own configuration names it. */
function ofRegistry(...more: string[]): Partial<HostAccess> {
  const entry = `registry.test:${portOf(registry)}`;
  return { allow: [entry, ...more], inside: [entry] };
}

async function listening<T extends net.Server>(server: T): Promise<T> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe('a command that may speak to chosen hosts', () => {
  before(async () => {
    fs.mkdirSync(worktree, { recursive: true });
    registry = await listening(
      http.createServer((request, response) => {
        requests.push(`${request.method ?? ''} ${request.headers.host ?? ''}${request.url ?? ''}`);
        if (request.url === '/away') {
          response.writeHead(302, { Location: `http://rebound.test:${portOf(registry)}/secret` }).end();
          return;
        }
        request.pipe(response.writeHead(200, { 'X-From': 'registry' }));
        response.write('package ');
      }),
    );
    database = await listening(
      net.createServer((socket) => socket.on('data', (bytes) => socket.end(`row ${String(bytes)}`))),
    );
    upstream = await listening(http.createServer());
    upstream.on('connect', (request, socket) => {
      requests.push(`${request.url ?? ''} ${request.headers['proxy-authorization'] ?? ''}`);
      socket.end('HTTP/1.1 200 OK\r\n\r\nthrough the proxy\n');
    });
    commands = await open();
  });
  after(() => {
    [registry, database, upstream].forEach((server) => server.close());
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('is possible here, which is tried', async () => assert.equal(await commands.hostsComplaint(), null));

  it('reaches them by plain HTTP, with its body, and by a tunnel', async () => {
    const url = `http://registry.test:${portOf(registry)}`;
    assert.deepEqual(await run(`curl -sS -d body ${url}/a?b=c; echo; curl -sS -p ${url}/d`, ofRegistry()), {
      exitCode: 0,
      output: 'package body\npackage ',
      uses: [
        { host: 'registry.test', port: portOf(registry) },
        { host: 'registry.test', port: portOf(registry) },
      ],
    });
    const host = `registry.test:${portOf(registry)}`;
    assert.deepEqual(
      [requests, lookedUp],
      [
        [`POST ${host}/a?b=c`, `GET ${host}/d`],
        ['registry.test', 'registry.test'],
      ],
    );
  });

  it('is refused every other one with a reason, whatever way it takes', async () => {
    const port = portOf(registry);
    const curl = "curl -sS -o - -w '\\n%{http_code}\\n'";
    const { output, uses } = await run(
      [
        `${curl} http://other.test:${port}/`,
        `${curl} http://registry.test:81/`,
        `${curl} -p http://other.test:${port}/ 2>&1`,
        `${curl} --noproxy '' http://127.0.0.1:${port}/`,
        `${curl} --noproxy '*' http://127.0.0.1:${port}/ 2>&1`,
      ].join('; '),
      ofRegistry(),
    );
    assert.deepEqual(requests, []);
    assert.deepEqual(uses, [
      { host: 'other.test', port, blocked: 'unlisted' },
      { host: 'registry.test', port: 81, blocked: 'unlisted' },
      { host: 'other.test', port, blocked: 'unlisted' },
      { host: '127.0.0.1', port, blocked: 'unlisted' },
    ]);
    assert.match(output, /^other\.test:\d+ was blocked: it is not on this command's list of hosts\.\n\n403\n/);
    assert.match(output, /CONNECT tunnel failed, response 403/);
    assert.match(output, /(refused|connect to)/);
  });

  it('follows a redirect to another host no further than its list', async () => {
    const port = portOf(registry);
    const result = await run(`curl -sSL http://registry.test:${port}/away`, ofRegistry());
    assert.deepEqual(result.uses, [
      { host: 'registry.test', port },
      { host: 'rebound.test', port, blocked: 'unlisted' },
    ]);
    assert.deepEqual(requests, [`GET registry.test:${port}/away`]);
  });

  it('is kept from private addresses that an allowed name leads to, and from those of clouds in any case', async () => {
    const port = portOf(registry);
    const hosts = ['rebound.test', 'metadata.test', 'two.test', 'nowhere.test', '169.254.169.254'];
    const allow = hosts.map((host) => `${host}:${port}`);
    const command = hosts.map((host) => `curl -sS http://${host}:${port}/`).join('; ');
    const { uses } = await run(command, { allow, inside: allow.slice(1, 2) });
    assert.deepEqual(uses, [
      { host: 'rebound.test', port, blocked: 'private' },
      { host: 'metadata.test', port, blocked: 'private' },
      { host: 'two.test', port, blocked: 'private' },
      { host: 'nowhere.test', port, blocked: 'unresolved' },
      { host: '169.254.169.254', port, blocked: 'private' },
    ]);
    assert.deepEqual(requests, []);
  });

  it('reaches a service of this machine that speaks no HTTP at its own port, and no other', async () => {
    const [own, other] = [portOf(database), portOf(registry)];
    const ask = (port: number) =>
      `node -e "require('net').connect(${port},'127.0.0.1').on('data',d=>console.log(''+d)).on('error',e=>console.log(e.code)).end('one')"`;
    const result = await run(`${ask(own)}; ${ask(other)}`, { allow: [`127.0.0.1:${own}`] });
    assert.deepEqual(result, {
      exitCode: 0,
      output: 'row one\nECONNREFUSED\n',
      uses: [{ host: '127.0.0.1', port: own }],
    });
  });

  it('speaks to nobody else: no names, no datagrams, no other sockets of ours', async () => {
    const heard: string[] = [];
    const listener = dgram.createSocket('udp4', (message) => heard.push(String(message)));
    await new Promise<void>((resolve) => listener.bind(0, '127.0.0.1', resolve));
    const { output } = await run(
      [
        `node -e "require('dns').lookup('registry.test',e=>console.log(e.code))"`,
        `node -e "const s=require('dgram').createSocket('udp4');s.send('leak',${listener.address().port},'127.0.0.1',()=>s.close())"`,
        'ls -A /tmp | grep -v "^\\.background-agents-network$" | wc -l',
        'echo x > /tmp/.background-agents-network/x || rm /tmp/.background-agents-network/proxy',
      ].join('; '),
      ofRegistry(),
    );
    listener.close();
    assert.match(output, /^(EAI_AGAIN|ENOTFOUND)\n0\n/);
    assert.match(output, /Read-only file system/);
    assert.deepEqual(heard, []);
  });

  it('goes through the proxy that the environment names, with its password, which the command never sees', async () => {
    const how = await open({ ...process.env, HTTPS_PROXY: `http://me:pa%20ss@127.0.0.1:${portOf(upstream)}` });
    const { output, uses } = await run(
      'curl -sSk -p http://far.test:443/; env | grep -c pa.*ss',
      { allow: ['far.test'] },
      how,
    );
    assert.match(output, /0\n$/);
    assert.deepEqual(requests, [`far.test:443 Basic ${Buffer.from('me:pa ss').toString('base64')}`]);
    assert.deepEqual([uses, lookedUp], [[{ host: 'far.test', port: 443 }], []]);
  });

  it('keeps its exit code, its output and its end', async () => {
    assert.deepEqual(await run('echo out; echo err >&2; exit 7', {}), { exitCode: 7, output: 'out\nerr\n', uses: [] });
    assert.equal((await run('kill -TERM $$', {})).exitCode, 143);
    assert.equal(
      fs.readdirSync('/tmp').filter((name) => name.startsWith(`background-agents-hosts-${process.pid}-`)).length,
      0,
    );
  });

  it('is not started without a sandbox', async () => {
    const none = await ShellCommands.open({
      ...{ taskId: `HOSTS${process.pid}`, isolation: 'none', worktree, readOnly: [], hidden: [], env: process.env },
    });
    await assert.rejects(run('touch started', {}, none), { domain: 'process', reason: 'sandbox' });
    assert.equal(fs.existsSync(path.join(worktree, 'started')), false);
    assert.match((await none.hostsComplaint()) ?? '', /turned off/);
  });
});
