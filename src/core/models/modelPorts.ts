import type { CallId, ImageDigest, ImageRef, Kept, ModelRef, Usage } from '../../protocol';

export type ModelMessage =
  /** `images` are those that the person gave along. */
  | { role: 'user'; text: string; images?: readonly ImageRef[] | undefined }
  | {
      role: 'assistant';
      text: string;
      calls: readonly { callId: CallId; tool: string; input: string }[];
      /** Sent back to the model that it is of; to every other the answer goes without it. */
      kept?: Kept | undefined;
    }
  | { role: 'tool'; results: readonly ToolResult[] };

export interface ToolResult {
  callId: CallId;
  tool: string;
  text: string;
  isError: boolean;
  image?: ImageRef | undefined;
}

export interface ToolSpec {
  name: string;
  description: string;
  /** JSON Schema (draft 7) of the input object. */
  inputSchema: Readonly<Record<string, unknown>>;
}

export interface ModelRequest {
  model: ModelRef;
  system: string;
  messages: readonly ModelMessage[];
  tools: readonly ToolSpec[];
  maxOutputTokens: number;
  /** In base 64, those of the messages' images that are to be shown; of others the model is told in words. */
  images?: ReadonlyMap<ImageDigest, string>;
}

export type ModelPart =
  | { kind: 'text'; text: string }
  /** `input` is the JSON text as the model wrote it; it may be malformed. */
  | { kind: 'call'; callId: CallId; tool: string; input: string }
  | { kind: 'end'; stop: 'end' | 'tools' | 'length' | 'filter'; usage: Usage; kept?: Kept };

/** Exactly one request to a provider per call: no loop, no retry inside. */
export interface ModelClient {
  /**
   * Streams the answer; the last part is `end`. Throws `ModelError`; a stream that is cut throws `cut` after the parts
   * that did arrive. When `signal` is aborted it throws the signal's reason and the connection is closed.
   */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelPart>;
  /** Begins to load what the first request needs. Without a call the request does. */
  prepare?(): void;
}

/** Makes the client of a model. `apiKey` is absent for servers that need none; `ModelError('no-key')` where one is needed. */
export type ModelClients = (model: ModelRef, apiKey: string | undefined) => ModelClient;
