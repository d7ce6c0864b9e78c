import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { anthropicWire } from './anthropicWire';
import { geminiWire } from './geminiWire';
import type { RecordedRequest, ServerScript, ServerTurn, Wire } from './modelScript';
import { openaiWire } from './openaiWire';
import { playAnswer } from './playAnswer';
import { responsesWire } from './responsesWire';

const wires: Readonly<Record<string, Wire>> = {
  '/v1/messages': anthropicWire,
  '/v1/chat/completions': openaiWire,
  '/v1/responses': responsesWire,
};

function wireOf(path: string): Wire | undefined {
  return /^\/v1\/models\/[^/]+:streamGenerateContent$/.test(path) ? geminiWire : wires[path];
}

export interface ModelServerOptions {
  /** Requests with another key are answered with 401. Without it every key is good. */
  apiKey?: string;
  /** What `GET /v1/models` lists. */
  models?: readonly string[];
  /** Any that is free unless given. */
  port?: number;
  /** Of how many requests the bodies are kept; of all unless given. */
  keptBodies?: number;
}

interface Gate {
  opened: Promise<void>;
  open: () => void;
}

function gate(): Gate {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/**
 * A model provider on loopback that plays a script: it speaks Anthropic's Messages, OpenAI's Chat Completions and
 * Responses, and Google's Gemini, goes wrong where the script says so, and keeps every request for the test to look at.
 */
export class ModelServer {
  readonly requests: RecordedRequest[] = [];
  private readonly arrivals = new Map<number, (request: RecordedRequest) => void>();
  private readonly gates = new Map<number, Gate>();
  private readonly played = new Map<string, number>();
  private readonly server: http.Server;

  private constructor(
    private readonly script: ServerScript,
    private readonly options: ModelServerOptions,
  ) {
    this.server = http.createServer((message, response) => {
      this.serve(message, response).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : undefined);
      });
    });
  }

  static async start(script: ServerScript, options: ModelServerOptions = {}): Promise<ModelServer> {
    const model = new ModelServer(script, options);
    await new Promise<void>((resolve) => model.server.listen(options.port ?? 0, '127.0.0.1', resolve));
    return model;
  }

  /** The base address for every provider, `http://127.0.0.1:<port>/v1`. */
  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  /** The bodies of the requests for an answer, in order. */
  get bodies(): unknown[] {
    return this.requests.filter(({ method }) => method === 'POST').map(({ body }) => body);
  }

  /** Resolves with the n-th request, from 1, as soon as it has arrived. */
  request(number: number): Promise<RecordedRequest> {
    const known = this.requests[number - 1];
    return known === undefined ? new Promise((resolve) => this.arrivals.set(number, resolve)) : Promise.resolve(known);
  }

  /** Lets the n-th request, held or stalled by its turn, go on. It may be called before the request has come. */
  release(number: number): void {
    this.gateOf(number).open();
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private gateOf(number: number): Gate {
    const known = this.gates.get(number) ?? gate();
    this.gates.set(number, known);
    return known;
  }

  private async serve(message: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks = (await message.toArray()) as Buffer[];
    const path = (message.url ?? '').replace(/\?.*$/, '');
    const request = this.record(message, response, Buffer.concat(chunks).toString('utf8'));
    const wire = wireOf(path);
    if (message.method === 'GET' && path === '/v1/models') {
      this.list(request, response);
    } else if (message.method !== 'POST' || wire === undefined) {
      json(response, 404, { error: { message: `no such path: ${path}`, type: 'not_found_error' } });
    } else {
      await this.answer(wire, request, response);
    }
  }

  private list({ headers }: RecordedRequest, response: http.ServerResponse): void {
    const { apiKey, models = [] } = this.options;
    const all = [...Object.values(wires), geminiWire];
    const isRefused = apiKey !== undefined && all.every((wire) => wire.apiKey(headers) !== apiKey);
    const list =
      geminiWire.apiKey(headers) === undefined
        ? { object: 'list', data: models.map((id) => ({ id, object: 'model' })) }
        : {
            models: models.map((id) => ({
              name: `models/${id}`,
              supportedGenerationMethods: id.includes('embedding') ? ['embedContent'] : ['generateContent'],
            })),
          };
    json(response, isRefused ? 401 : 200, isRefused ? { error: 'unauthorized' } : list);
  }

  private record(message: http.IncomingMessage, response: http.ServerResponse, text: string): RecordedRequest {
    const headers = Object.entries(message.headers).map(([name, value]) => [name, String(value)] as const);
    const ended = new Promise<'sent' | 'client-gone'>((resolve) => {
      response.once('close', () => resolve(response.writableFinished ? 'sent' : 'client-gone'));
    });
    const request: RecordedRequest = {
      number: this.requests.length + 1,
      method: message.method ?? '',
      path: message.url ?? '',
      headers: Object.fromEntries(headers),
      body: text === '' ? null : JSON.parse(text),
      ended,
    };
    this.requests.push(request);
    const tooOld = this.requests.at(-1 - (this.options.keptBodies ?? Infinity));
    if (tooOld !== undefined) {
      this.requests[tooOld.number - 1] = { ...tooOld, body: null };
    }
    this.arrivals.get(request.number)?.(request);
    this.arrivals.delete(request.number);
    return request;
  }

  private async answer(wire: Wire, request: RecordedRequest, response: http.ServerResponse): Promise<void> {
    const refusal = this.refusal(wire, request);
    if (refusal !== null) {
      json(response, refusal.status, wire.errorBody(refusal.status, refusal));
      return;
    }
    const { script } = this;
    const turn = typeof script === 'function' ? script(request.body) : this.nextTurn(wire.firstUserText(request.body));
    if (turn === null) {
      json(response, 400, wire.errorBody(400, { message: 'the script has no turn for this request' }));
      return;
    }
    const held = () => Promise.race([this.gateOf(request.number).opened, request.ended]);
    if (turn.hold === 'before') {
      await held();
      if (response.destroyed) {
        this.takeBack(wire.firstUserText(request.body));
        return;
      }
    }
    if (turn.fault?.kind === 'status') {
      const { status, retryAfter, location, headers, body } = turn.fault;
      const text = body ?? wire.errorBody(status, turn.fault);
      json(response, status, text, { ...headers, 'retry-after': retryAfter, location });
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    await playAnswer(response, {
      turn,
      answer: wire.answer(turn, request.body, request.number),
      overload: wire.overload,
      held,
    });
  }

  private refusal(wire: Wire, request: RecordedRequest): { status: number; message: string } | null {
    if (this.options.apiKey !== undefined && wire.apiKey(request.headers) !== this.options.apiKey) {
      return { status: 401, message: `invalid key ${wire.apiKey(request.headers) ?? '(none)'}` };
    }
    const complaint = wire.complaint(request.body);
    return complaint === null ? null : { status: 400, message: complaint };
  }

  private nextTurn(prompt: string): ServerTurn | null {
    const [name, turns] = this.conversation(prompt);
    const number = this.played.get(name) ?? 0;
    this.played.set(name, number + 1);
    return turns[number] ?? null;
  }

  /** In a conversation, a turn whose client went away before its first byte is played to the one who asks again. */
  private takeBack(prompt: string): void {
    if (Array.isArray(this.script) || typeof this.script === 'function') {
      return;
    }
    const [name] = this.conversation(prompt);
    this.played.set(name, (this.played.get(name) ?? 1) - 1);
  }

  private conversation(prompt: string): [name: string, turns: readonly ServerTurn[]] {
    const conversations = Array.isArray(this.script)
      ? { '': this.script as readonly ServerTurn[] }
      : (this.script as Readonly<Record<string, readonly ServerTurn[]>>);
    return Object.entries(conversations).find(([part]) => prompt.includes(part)) ?? ['', []];
  }
}

function json(
  response: http.ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string | undefined>> = {},
): void {
  const given = Object.entries(headers).filter(([, value]) => value !== undefined);
  response.writeHead(status, { 'content-type': 'application/json', ...Object.fromEntries(given) });
  response.end(JSON.stringify(body));
}

/** An address on loopback where nothing listens. */
export async function unusedBaseUrl(): Promise<string> {
  const server = await ModelServer.start([]);
  const { baseUrl } = server;
  await server.stop();
  return baseUrl;
}
