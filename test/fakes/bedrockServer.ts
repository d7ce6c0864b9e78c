import { createHash, createHmac } from 'node:crypto';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';

/** What one answer consists of: events of the Converse stream by their names, or an exception in the middle of it. */
export type BedrockEvent = readonly [name: string, body: object, kind?: 'exception'];

export interface BedrockAnswer {
  events?: readonly BedrockEvent[];
  /** Refuses the request instead. */
  status?: { code: number; body: object; headers?: Record<string, string> };
  /** Sends only so many bytes of the stream, and then closes it: `cleanly` as if that was all. */
  cut?: { bytes: number; cleanly: boolean };
  /** Sends the stream in pieces of so many bytes. */
  pieces?: number;
}

interface BedrockRequest {
  path: string;
  headers: http.IncomingHttpHeaders;
  body: unknown;
  text: string;
}

/** Amazon Bedrock's `converse-stream` on loopback: binary frames as its event-stream encoding describes them. */
export class BedrockServer {
  readonly requests: BedrockRequest[] = [];
  private readonly server: http.Server;

  private constructor(private readonly answers: readonly BedrockAnswer[]) {
    this.server = http.createServer((message, response) => {
      this.serve(message, response).catch(() => response.destroy());
    });
  }

  static async start(answers: readonly BedrockAnswer[]): Promise<BedrockServer> {
    const made = new BedrockServer(answers);
    await new Promise<void>((resolve) => made.server.listen(0, '127.0.0.1', resolve));
    return made;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(message: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const text = Buffer.concat((await message.toArray()) as Buffer[]).toString('utf8');
    const answer = this.answers[this.requests.length] ?? {};
    this.requests.push({ path: message.url ?? '', headers: message.headers, body: JSON.parse(text), text });
    if (answer.status !== undefined) {
      const { code, body, headers } = answer.status;
      response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
      return;
    }
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
    const { events = [], cut, pieces = Infinity } = answer;
    const bytes = eventStream(events).subarray(0, cut?.bytes ?? Infinity);
    for (let from = 0; from < bytes.length; from += pieces) {
      await new Promise((resolve) => response.write(bytes.subarray(from, from + pieces), resolve));
    }
    if (cut?.cleanly === false) {
      response.destroy();
    } else {
      response.end();
    }
  }
}

/** The bytes of all events, one frame each. */
export function eventStream(events: readonly BedrockEvent[]): Buffer {
  return Buffer.concat(
    events.map(([name, body, kind = 'event']) => frame({ ':message-type': kind, [`:${kind}-type`]: name }, body)),
  );
}

/** Length of all and of the headers, their checksum, headers, payload, checksum of all: each number big-endian. */
function frame(headers: Record<string, string>, payload: object): Buffer {
  const named = Buffer.concat(
    Object.entries({ ...headers, ':content-type': 'application/json' }).map(([name, value]) => {
      const [key, text] = [Buffer.from(name), Buffer.from(value)];
      const length = Buffer.alloc(2);
      length.writeUInt16BE(text.length);
      return Buffer.concat([Buffer.from([key.length]), key, Buffer.from([7]), length, text]);
    }),
  );
  const body = Buffer.from(JSON.stringify(payload));
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(16 + named.length + body.length, 0);
  prelude.writeUInt32BE(named.length, 4);
  const head = Buffer.concat([prelude, checksum(prelude), named, body]);
  return Buffer.concat([head, checksum(head)]);
}

function checksum(bytes: Buffer): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum;
}

/** The signature that a request must have, by AWS Signature Version 4, of the headers that it says are signed. */
export function signatureOf({ path, headers, text }: BedrockRequest, secret: string): { given: string; right: string } {
  const [, credential = '', signed = '', given = ''] =
    /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+), Signature=(\w+)/.exec(headers.authorization ?? '') ?? [];
  const lines = signed.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const uri = path.split('/').map(encodeURIComponent).join('/');
  const sha = (data: string) => createHash('sha256').update(data).digest('hex');
  const request = ['POST', uri, '', lines.join(''), signed, headers['x-amz-content-sha256'] ?? sha(text)].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', String(headers['x-amz-date']), credential, sha(request)].join('\n');
  const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
  const key = credential.split('/').reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return { given, right: createHmac('sha256', key).update(toSign).digest('hex') };
}
