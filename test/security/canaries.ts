import * as dgram from 'node:dgram';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A web server and a name server on loopback that note everything which reaches them. */
export class Canaries {
  readonly hits: string[] = [];
  private readonly web: http.Server;
  private readonly names = dgram.createSocket('udp4');

  private constructor() {
    this.web = http.createServer((request, response) => {
      this.hits.push(`http ${request.url ?? ''}`);
      response.end('reached');
    });
    this.names.on('message', (message) => this.hits.push(`dns ${message.toString('latin1')}`));
  }

  static async open(): Promise<Canaries> {
    const canaries = new Canaries();
    await new Promise<void>((resolve) => canaries.web.listen(0, '127.0.0.1', resolve));
    await new Promise<void>((resolve) => canaries.names.bind(0, '127.0.0.1', resolve));
    return canaries;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.web.address() as AddressInfo).port}`;
  }

  get namePort(): number {
    return this.names.address().port;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.web.close(resolve));
    this.web.closeAllConnections();
    this.names.close();
    await closed;
  }
}
