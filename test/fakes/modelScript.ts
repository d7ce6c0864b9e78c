import type { ScriptedTurn } from '../../src/adapters/models/scriptPlayer';

/**
 * What goes wrong with an answer.
 * - `status`: an HTTP error before anything is streamed.
 * - `overload`: the text of the turn, then the protocol's error event inside the stream.
 * - `cut`: the text and the first half of the first call, then the socket is destroyed.
 * - `unfinished`: the same, but the response ends cleanly, without the marker that ends an answer.
 * - `stall`: the text, then silence until it is released or the client goes away.
 * - `garbage`: something in the stream that is not JSON.
 * - `cut-at`: so many bytes of the whole answer, then its end, in order or by destroying the socket.
 */
export type Fault =
  | {
      kind: 'status';
      status: number;
      retryAfter?: string;
      message?: string;
      type?: string;
      location?: string;
      /** More headers of the answer. */
      headers?: Readonly<Record<string, string>>;
      /** In the place of the body that the protocol would have. */
      body?: unknown;
    }
  | { kind: 'cut-at'; byte: number; end: 'in-order' | 'destroyed' }
  | { kind: 'overload' | 'cut' | 'unfinished' | 'stall' | 'garbage' };

/** What a model thought: its text with the seal that must come back with it, or only what nobody else can read. */
export type Thought = { text: string; seal: string } | { redacted: string };

/** How events are framed: as the provider does, with CRLF, with comment lines between them, or in single bytes. */
export type Framing = 'crlf' | 'comments' | 'bytes';

/** One answer of the model server. A held turn waits for `release` before its first byte, or after its text. */
export interface ServerTurn extends ScriptedTurn {
  fault?: Fault;
  thoughts?: readonly Thought[];
  /** The ids of the calls, where they are not to be of the server's making. */
  callIds?: readonly string[];
  framing?: Framing;
  hold?: 'before' | 'middle';
  /** Between two pieces of the stream. */
  pauseMs?: number;
}

/**
 * Turns in the order of the requests; or, by a part of the first user message, turns for each conversation, so that
 * several tasks can be served at once; or what a request's body is answered with.
 */
export type ServerScript =
  readonly ServerTurn[] | Readonly<Record<string, readonly ServerTurn[]>> | ((body: unknown) => ServerTurn);

/** A request as it came over the wire; `number` counts from 1. */
export interface RecordedRequest {
  number: number;
  method: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  body: unknown;
  /** Resolves when the answer was sent or the client has gone, and tells which. */
  ended: Promise<'sent' | 'client-gone'>;
}

/** An answer in the form of its protocol: server-sent events, in the three parts that a fault can fall between. */
export interface WireAnswer {
  text: string[];
  calls: string[];
  end: string[];
}

/** One provider's protocol. */
export interface Wire {
  answer(turn: ServerTurn, body: unknown, number: number): WireAnswer;
  /** The event that reports an overload inside a stream. */
  overload: string;
  errorBody(status: number, fault: { message?: string; type?: string }): unknown;
  apiKey(headers: Readonly<Record<string, string>>): string | undefined;
  /** What the provider would refuse about a request, or null. */
  complaint(body: unknown): string | null;
  firstUserText(body: unknown): string;
}

/** Cuts arguments into pieces, as a streaming model sends them. */
export function inPieces(text: string, length = 12): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += length) {
    pieces.push(text.slice(at, at + length));
  }
  return pieces;
}

/** The id of a call; `position` is from 0. */
export function callIdOf(turn: ServerTurn, position: number, usual: string): string {
  return turn.callIds?.[position] ?? usual;
}
