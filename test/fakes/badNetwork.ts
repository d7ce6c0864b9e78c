import * as net from 'node:net';

/** What the network does to one connection, the bytes that come back from the server being counted from 0. */
export type Passage =
  | { kind: 'open' }
  /** Each byte that comes back is sent by itself. */
  | { kind: 'trickle' }
  /** The connection is reset after so many bytes. */
  | { kind: 'reset'; after: number }
  /** It is closed in order after so many bytes. */
  | { kind: 'close'; after: number }
  /** Nothing more comes after so many bytes, until `release`. */
  | { kind: 'stall'; after: number };

/** A network between a client and a server on loopback that does to the n-th connection what the n-th passage says. */
export class BadNetwork {
  /** Connections that were made. */
  connections = 0;
  private readonly sockets = new Set<net.Socket>();
  /** Resolves when a connection has stalled. */
  readonly stalled: Promise<void>;
  private readonly released: Promise<void>;
  private readonly gates: Record<'stall' | 'open', () => void> = { stall: () => undefined, open: () => undefined };

  private constructor(
    private readonly target: URL,
    private readonly passages: readonly Passage[],
    private readonly server: net.Server,
  ) {
    this.released = new Promise((resolve) => {
      this.gates.open = resolve;
    });
    this.stalled = new Promise((resolve) => {
      this.gates.stall = resolve;
    });
    server.on('connection', (socket) => this.pass(socket));
  }

  static async start(baseUrl: string, passages: readonly Passage[]): Promise<BadNetwork> {
    const server = net.createServer();
    const network = new BadNetwork(new URL(baseUrl), passages, server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return network;
  }

  get baseUrl(): string {
    const { port } = this.server.address() as net.AddressInfo;
    return `http://127.0.0.1:${port}${this.target.pathname}`;
  }

  /** Lets what has stalled go on. */
  release(): void {
    this.gates.open();
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.sockets.forEach((socket) => socket.destroy());
    await closed;
  }

  private pass(client: net.Socket): void {
    const passage = this.passages[this.connections] ?? { kind: 'open' };
    this.connections += 1;
    const server = net.connect(Number(this.target.port), this.target.hostname);
    for (const [socket, other] of [[client, server] as const, [server, client] as const]) {
      this.sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroy());
    }
    client.pipe(server);
    void this.sendBack(passage, { client, server });
  }

  private async sendBack(passage: Passage, { client, server }: Record<'client' | 'server', net.Socket>): Promise<void> {
    const limit = 'after' in passage ? passage.after : Infinity;
    let sent = 0;
    for await (const chunk of server as AsyncIterable<Buffer>) {
      const early = chunk.subarray(0, limit - sent);
      await write(client, early, passage.kind === 'trickle' ? 1 : Math.max(1, early.length));
      if (early.length === chunk.length) {
        sent += chunk.length;
      } else if (passage.kind === 'stall') {
        this.gates.stall();
        await this.released;
        sent = -Infinity;
        await write(client, chunk.subarray(early.length), chunk.length);
      } else {
        return passage.kind === 'reset' ? void client.resetAndDestroy() : void client.end();
      }
    }
    client.end();
  }
}

async function write(socket: net.Socket, bytes: Buffer, length: number): Promise<void> {
  for (let at = 0; at < bytes.length && !socket.destroyed; at += length) {
    await new Promise<void>((resolve) => socket.write(bytes.subarray(at, at + length), () => resolve()));
  }
}
