import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import * as http from 'node:http';
import { type AddressInfo, createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import * as path from 'node:path';
import { type Duplex, pipeline } from 'node:stream';
import { ProcessError } from '../../core/errors';
import type { HostUse } from '../../protocol';
import { forwardedPorts, portsOfThisMachine, type Target } from '../../core/network/hostRules';
import { hostUseSentence } from '../../core/network/hostUses';
import { removeStaleFolders } from './staleFolders';
import { type Dialled, dialHost, type DialOptions } from './dialHost';
import { type ProxyPlace, proxyUser, relayPlace } from './relay';

interface HostGateOptions extends DialOptions {
  /**
   * `folder`: sockets that are mounted into a sandbox with a network of its own. `port`: a port of this machine, for a
   * sandbox that shares its network; others here can reach it too, so it wants a password.
   */
  at: 'folder' | 'port';
  /** Called for each connection that was asked for, when it is known what becomes of it. */
  onHost(use: Omit<HostUse, 'times'>): void;
}

/** Sandboxed commands see a temporary folder of their own in its place, so that none reaches the gate of another. */
const parent = '/tmp';
const prefix = 'background-agents-hosts-';
const maxConnections = 256;
const mostTries = 20;

/** What killed processes left is looked for once, before the first gate of this one. */
let sweptBefore: Promise<void> | undefined;

/**
 * The only way out of a sandbox without network: a proxy for HTTP, and where it is in a folder a way to each local service
 * that is allowed. Everything else is refused, and told.
 */
export class HostGate {
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Duplex>();
  readonly #password = randomBytes(24).toString('base64url');
  #port: number | null = null;
  #isClosed = false;

  private constructor(
    readonly folder: string,
    private readonly options: HostGateOptions,
  ) {}

  static async open(options: HostGateOptions): Promise<HostGate> {
    await (sweptBefore ??= removeStaleFolders(parent, prefix));
    const gate = new HostGate(await fs.mkdtemp(path.join(parent, `${prefix}${process.pid}-`)), options);
    try {
      await (options.at === 'port' ? gate.#listenAtPort() : gate.#listenInFolder());
    } catch (error) {
      await gate.close();
      throw error;
    }
    return gate;
  }

  get forwardedPorts(): number[] {
    return forwardedPorts(this.options.access).map(({ port }) => port);
  }

  /** Where a command finds the proxy. */
  get place(): ProxyPlace {
    return this.#port === null ? relayPlace : { port: this.#port, password: this.#password };
  }

  /** All that a command may connect to which shares the network of this machine. */
  get ports(): number[] {
    return this.#port === null ? [] : [this.#port, ...portsOfThisMachine(this.options.access)];
  }

  /** Ends all connections, also those that come about only now. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#servers.forEach((server) => server.close());
    this.#sockets.forEach((socket) => socket.destroy());
    await fs.rm(this.folder, { recursive: true, force: true });
  }

  async #listenInFolder(): Promise<void> {
    await this.#listen(this.#proxy(), { path: path.join(this.folder, 'proxy') });
    for (const target of forwardedPorts(this.options.access)) {
      const server = createServer({ allowHalfOpen: true }, (socket) => void this.#forward(socket, target));
      await this.#listen(server, { path: path.join(this.folder, String(target.port)) });
    }
  }

  /** A sandbox that names a port means it for IPv6 too, so nobody else may have it there. */
  async #listenAtPort(): Promise<void> {
    for (let tries = 0; tries < mostTries && this.#port === null; tries += 1) {
      const server = this.#proxy();
      await this.#listen(server, { port: 0, host: '127.0.0.1' });
      const { port } = server.address() as AddressInfo;
      this.#port = (await this.#isTakenOn6(port)) ? null : port;
    }
    if (this.#port === null) {
      throw new ProcessError('sandbox', 'A command can’t be held to chosen hosts: no port of this machine is free.');
    }
  }

  /** It is ours from then on. Where there is no IPv6, nobody has it. */
  async #isTakenOn6(port: number): Promise<boolean> {
    try {
      await this.#listen(
        createServer((socket) => socket.destroy()),
        { port, host: '::1' },
      );
      return false;
    } catch (error) {
      return isTaken(error);
    }
  }

  async #listen(server: Server, at: ListenOptions): Promise<void> {
    server.maxConnections = maxConnections;
    server.on('connection', (socket: Socket) => this.#keep(socket));
    this.#servers.push(server);
    server.listen(at);
    await once(server, 'listening');
  }

  #keep(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    if (this.#isClosed) {
      socket.destroy();
    }
  }

  #proxy(): Server {
    const isKnown = (request: http.IncomingMessage) =>
      this.options.at === 'folder' || hasPassword(request, this.#password);
    const server = http.createServer((request, response) => {
      if (isKnown(request)) {
        void this.#pass(request, response);
      } else {
        response.writeHead(407, asksForPassword).end();
      }
    });
    server.on('connect', (request: http.IncomingMessage, socket: Duplex, head: Buffer) => {
      if (isKnown(request)) {
        void this.#tunnel(request.url ?? '', socket, head);
      } else {
        socket.end(
          `HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: ${realm}\r\nConnection: close\r\n\r\n`,
        );
      }
    });
    return server;
  }

  /** Null, and told, when it may not be reached or could not be. */
  async #dial(target: Target): Promise<Exclude<Dialled, { kind: 'blocked' }> | Omit<HostUse, 'times'>> {
    const dialled = await dialHost(target, this.options);
    const { port } = target;
    const use = dialled.kind === 'blocked' ? { host: dialled.host, port, blocked: dialled.reason } : null;
    this.options.onHost(use ?? { host: dialled.host, port });
    if (dialled.kind === 'blocked') {
      return use ?? { host: dialled.host, port };
    }
    this.#keep(dialled.socket);
    return dialled;
  }

  async #forward(socket: Socket, target: Target): Promise<void> {
    const dialled = await this.#dial(target);
    if ('kind' in dialled) {
      joined(socket, dialled.socket);
    } else {
      socket.destroy();
    }
  }

  async #tunnel(authority: string, socket: Duplex, head: Buffer): Promise<void> {
    const target = targetOf(authority);
    const dialled = await this.#dial(target);
    if (!('kind' in dialled)) {
      socket.end(`HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n${hostUseSentence(dialled)}\n`);
      return;
    }
    if (dialled.kind === 'upstream') {
      const asked = dialled.authorization === undefined ? '' : `Proxy-Authorization: ${dialled.authorization}\r\n`;
      const address = `${dialled.host}:${target.port}`;
      dialled.socket.write(`CONNECT ${address} HTTP/1.1\r\nHost: ${address}\r\n${asked}\r\n`);
    } else {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    }
    dialled.socket.write(head);
    joined(socket, dialled.socket);
  }

  /** Plain HTTP. A redirect goes back to the client, whose next request is looked at like any other. */
  async #pass(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const url = plainUrl(request.url ?? '');
    const dialled = await this.#dial(url === null ? nowhere : portedHost(url));
    if (url === null || !('kind' in dialled)) {
      const use = 'kind' in dialled ? nowhere : dialled;
      response.writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
      response.end(`${hostUseSentence(use)}\n`);
      return;
    }
    const { socket, authorization } = dialled;
    const way = authorization === undefined ? {} : { 'proxy-authorization': authorization };
    const outgoing = http.request({
      createConnection: () => socket,
      method: request.method,
      path: dialled.kind === 'upstream' ? url.href : `${url.pathname}${url.search}`,
      headers: { ...passedOn(request.headers), host: url.host, connection: 'close', ...way },
      setHost: false,
    });
    outgoing.on('response', (incoming) => {
      response.writeHead(incoming.statusCode ?? 502, passedOn(incoming.headers));
      // An answer that is cut off ends as one.
      pipeline(incoming, response, () => undefined);
    });
    outgoing.on('error', () => response.destroy());
    response.on('close', () => outgoing.destroy());
    request.pipe(outgoing);
  }
}

const realm = 'Basic realm="background-agents"';
const asksForPassword = { 'Proxy-Authenticate': realm, Connection: 'close' };

function hasPassword({ headers }: http.IncomingMessage, password: string): boolean {
  const wanted = Buffer.from(`Basic ${Buffer.from(`${proxyUser}:${password}`).toString('base64')}`);
  const given = Buffer.from(headers['proxy-authorization'] ?? '');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

/** What no request may name. */
const nowhere: Target = { host: '', port: 0 };

/** Null for what is no address of plain HTTP, or has a user or password in it. */
function plainUrl(text: string): URL | null {
  const url = URL.parse(text);
  return url?.protocol === 'http:' && url.username === '' && url.password === '' ? url : null;
}

function portedHost({ hostname, port }: URL): Target {
  return { host: hostname, port: port === '' ? 80 : Number(port) };
}

function targetOf(authority: string): Target {
  const [, host = authority, port = '0'] = /^(.*):(\d{1,5})$/.exec(authority) ?? [];
  return { host, port: Number(port) };
}

/** Either may be gone by now. */
function joined(one: Duplex, other: Duplex): void {
  one.pipe(other).pipe(one);
  for (const [ending, left] of [
    [one, other],
    [other, one],
  ] as const) {
    ending.on('close', () => left.destroy());
    if (ending.destroyed) {
      left.destroy();
    }
  }
}

const ofTheConnection = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization'],
  ...['te', 'trailer', 'upgrade', 'host'],
]);

function passedOn(headers: http.IncomingHttpHeaders): http.OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofTheConnection.has(name)));
}
