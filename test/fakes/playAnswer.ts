import type * as http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Framing, ServerTurn, WireAnswer } from './modelScript';

interface Play {
  turn: ServerTurn;
  answer: WireAnswer;
  overload: string;
  held: () => Promise<unknown>;
}

/** Plays one answer, with what goes wrong about it, as the bytes of its protocol. */
export function playAnswer(response: http.ServerResponse, play: Play): Promise<void> {
  const { turn, answer } = play;
  return turn.fault?.kind === 'cut-at' || turn.framing !== undefined
    ? sendBytes(response, turn, [...answer.text, ...answer.calls, ...answer.end].join(''))
    : playEvents(response, play);
}

async function playEvents(response: http.ServerResponse, { turn, answer, overload, held }: Play): Promise<void> {
  const pauseMs = turn.pauseMs ?? 0;
  const fault = turn.fault?.kind;
  await send(response, answer.text, pauseMs);
  if (turn.hold === 'middle' || fault === 'stall') {
    await held();
  }
  if (fault === 'overload' || fault === 'garbage') {
    response.end(fault === 'overload' ? overload : 'data: {"this is not JSON\n\n');
  } else if (fault === 'cut' || fault === 'unfinished') {
    await send(response, firstHalf(answer.calls), pauseMs);
    if (fault === 'cut') {
      response.destroy();
    } else {
      response.end();
    }
  } else {
    await send(response, [...answer.calls, ...answer.end], pauseMs);
    response.end();
  }
}

function firstHalf(events: readonly string[]): string[] {
  return events.slice(0, Math.ceil(events.length / 2));
}

/** Resolves when the events have left for the socket, so that a cut comes after them. */
async function send(response: http.ServerResponse, events: readonly string[], pauseMs: number): Promise<void> {
  for (const event of pauseMs > 0 ? events : [events.join('')]) {
    if (response.destroyed) {
      return;
    }
    await new Promise<void>((resolve) => response.write(event, () => resolve()));
    if (pauseMs > 0) {
      await sleep(pauseMs);
    }
  }
}

const framings: Readonly<Record<Framing, (text: string) => string>> = {
  crlf: (text) => text.replaceAll(/\r?\n/g, '\r\n'),
  comments: (text) => `: hello\n\n${text.replaceAll(/(\r?\n){2}/g, (end) => `${end}: still here\n\n:\n`)}`,
  bytes: (text) => text,
};

/** The whole answer in another framing, or the beginning of it. */
async function sendBytes(response: http.ServerResponse, turn: ServerTurn, text: string): Promise<void> {
  const cut = turn.fault?.kind === 'cut-at' ? turn.fault : { byte: Infinity, end: 'in-order' as const };
  const bytes = Buffer.from(turn.framing === undefined ? text : framings[turn.framing](text)).subarray(0, cut.byte);
  const length = turn.framing === 'bytes' ? 1 : Math.max(1, bytes.length);
  response.flushHeaders();
  for (let at = 0; at < bytes.length && !response.destroyed; at += length) {
    await new Promise<void>((resolve) => response.write(bytes.subarray(at, at + length), () => resolve()));
  }
  if (cut.end === 'destroyed') {
    response.destroy();
  } else {
    response.end();
  }
}
