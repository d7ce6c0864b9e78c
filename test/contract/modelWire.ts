import assert from 'node:assert/strict';
import { createModelClient } from '../../src/adapters/models/createModelClient';
import type { ModelClientOptions } from '../../src/adapters/models/createModelClient';
import { ModelError } from '../../src/core/errors';
import type { ModelMessage, ModelPart, ModelRequest } from '../../src/core/models/modelPorts';
import type { ModelRef } from '../../src/protocol';
import type { Fault, RecordedRequest, ServerScript, ServerTurn } from '../fakes/modelScript';
import { ModelServer } from '../fakes/modelServer';
import { conversation, tools } from './modelConversation';

export const key = 'sk-canary-1f2e3d4c';
export const never = new AbortController().signal;

/** The protocols, each spoken by the provider that is named after it. */
export const protocols = ['anthropic', 'openai-compatible', 'openai', 'google'] as const;
export type Protocol = (typeof protocols)[number];

/** OpenAI's models are told apart by their names: this one reasons. */
export const modelNames: Readonly<Record<Protocol, string>> = {
  anthropic: 'some-model',
  'openai-compatible': 'some-model',
  openai: 'gpt-5',
  google: 'some-model',
};

export const paths: Readonly<Record<Protocol, string>> = {
  anthropic: '/v1/messages',
  'openai-compatible': '/v1/chat/completions',
  openai: '/v1/responses',
  google: '/v1/models/some-model:streamGenerateContent?alt=sse',
};

/** The key that a request came with, in the header of its protocol. */
export function keyOf(protocol: Protocol, headers: RecordedRequest['headers']): string | undefined {
  const names = { anthropic: 'x-api-key', google: 'x-goog-api-key' } as const;
  return protocol === 'anthropic' || protocol === 'google'
    ? headers[names[protocol]]
    : headers['authorization']?.replace(/^Bearer /, '');
}

/** What a person is told. */
export interface Told {
  reason: string;
  message: string;
  hint: string | undefined;
  retryAfterMs: number | undefined;
}

/** What the person is told, with the address of the test's server written as `SERVER`. The key must never be in it. */
export function told(error: unknown): Told {
  assert.ok(error instanceof ModelError, String(error));
  assert.ok(!`${error.message} ${error.hint ?? ''} ${String(error.cause)} ${error.stack ?? ''}`.includes(key));
  const message = error.message.replaceAll(/http:\/\/127\.0\.0\.1:\d+\/v1/g, 'SERVER');
  return { reason: error.reason, message, hint: error.hint, retryAfterMs: error.retryAfterMs };
}

export interface Collected {
  parts: ModelPart[];
  error: unknown;
}

export async function collect(parts: AsyncIterable<ModelPart>): Promise<Collected> {
  const found: ModelPart[] = [];
  try {
    for await (const part of parts) {
      found.push(part);
    }
    return { parts: found, error: null };
  } catch (error) {
    return { parts: found, error };
  }
}

interface Asking extends ModelClientOptions {
  signal?: AbortSignal;
  messages?: readonly ModelMessage[];
}

/** The client of one protocol, and the servers that it talks to in one test. */
export class ModelWire {
  readonly #running: ModelServer[] = [];

  constructor(readonly protocol: Protocol) {}

  async serve(script: ServerScript, apiKey?: string): Promise<ModelServer> {
    const server = await ModelServer.start(script, apiKey === undefined ? {} : { apiKey });
    this.#running.push(server);
    return server;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((server) => server.stop()));
  }

  model(baseUrl: string): ModelRef {
    return { provider: this.protocol, name: modelNames[this.protocol], baseUrl };
  }

  ask(baseUrl: string, { signal = never, messages = conversation, ...options }: Asking = {}): AsyncIterable<ModelPart> {
    const model = this.model(baseUrl);
    const request: ModelRequest = { model, system: 'Be careful.', messages, tools, maxOutputTokens: 4000 };
    return createModelClient(model, key, options).stream(request, signal);
  }

  /** What is told when this goes wrong; the request is sent once. */
  async failure(fault: Fault, turn: ServerTurn = {}, options: ModelClientOptions = {}): Promise<Told> {
    const server = await this.serve([{ ...turn, fault }]);
    const { error } = await collect(this.ask(server.baseUrl, options));
    assert.equal(server.requests.length, 1);
    return told(error);
  }
}
