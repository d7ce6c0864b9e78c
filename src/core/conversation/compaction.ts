import type { EventOf, ModelRef, RunnerEvent, Task } from '../../protocol';
import { charsOf, charsOfImage, charsOfMessages, charsOfOneImage, charsPerToken } from './contextSize';
import { contextWindow } from './contextWindow';
import { conversationOf } from './conversation';
import { imagesBeside, oldImages } from './imageRoom';
import type { KeptImages } from './imageRoom';
import { canLeaveOut } from './leftOut';
import type { ModelMessage, ModelRequest } from '../models/modelPorts';

export type Compaction =
  { kind: 'outputs' | 'images'; beforeSeq: number } | ({ kind: 'summary'; upToSeq: number } & KeptImages);

/** What a request holds beside the conversation. */
type Frame = Pick<ModelRequest, 'system' | 'tools'>;

interface Beginning {
  frame: Frame;
  /** The conversation of all events. */
  messages: readonly ModelMessage[];
  model: ModelRef;
  task: Pick<Task, 'limits'>;
}

/** In tokens: how long requests may grow, and how long they may be after room was made. */
interface Room {
  full: number;
  goal: number;
}

const answerTokens = 16_000;

/** The part of the window that requests may fill; the rest is for the answer and for what was guessed wrong. */
function roomFor(model: ModelRef, { limits }: Pick<Task, 'limits'>): Room {
  const window = limits.contextTokens ?? contextWindow(model);
  const room = window - Math.min(answerTokens, window / 4);
  return { full: room * 0.9, goal: room * 0.6 };
}

/**
 * What has to be left out before the model is asked again, by the journal alone; null when there is room. Old outputs go
 * first. A request that the provider refused for its length makes room too, whatever was estimated.
 */
export function nextCompaction(
  events: readonly RunnerEvent[],
  { frame, messages, model, task }: Beginning,
): Compaction | null {
  const base = events.findLastIndex((event) => event.type === 'message.end' || isRefusedForLength(event));
  const since = events.slice(base + 1);
  if (since.some((event) => event.type === 'compacted' && event.kind === 'summary')) {
    return null;
  }
  const ofImages = oldImages(events);
  if (ofImages !== null) {
    return { kind: 'images', beforeSeq: ofImages };
  }
  const stubbed = events.findIndex(
    (event, index) => index > base && event.type === 'compacted' && event.kind === 'outputs',
  );
  const room = roomFor(model, task);
  const size = tokensOf(events, { ...frame, messages });
  const before = events.slice(0, Math.max(0, stubbed));
  const sizeBefore = stubbed === -1 ? size : tokensOf(before, { ...frame, messages: conversationOf(before) });
  const refused = base !== -1 && events[base]?.type === 'retry';
  if (!refused && sizeBefore <= room.full) {
    return null;
  }
  const goal = refused ? Math.min(room.goal, sizeBefore / 2) : room.goal;
  const perToken = charsPerToken(events);
  if (stubbed === -1) {
    const beforeSeq = oldOutputs(events, (goal * perToken) / 2);
    return beforeSeq === null ? summary(events, goal * perToken) : { kind: 'outputs', beforeSeq };
  }
  return size <= goal ? null : summary(events, goal * perToken);
}

/** Whether room was made for this turn already because the provider had refused it. */
export function wasRefusedForLength(events: readonly RunnerEvent[]): boolean {
  const last = events.findLastIndex((event) => event.type === 'message.end');
  return events.slice(last + 1).some(isRefusedForLength);
}

function isRefusedForLength(event: RunnerEvent): event is RunnerEvent & EventOf<'retry'> {
  return event.type === 'retry' && event.error.reason === 'context-length';
}

function tokensOf(events: readonly RunnerEvent[], request: Parameters<typeof charsOf>[0]): number {
  return charsOf(request) / charsPerToken(events);
}

/** Before which event results are old: the newest ones stay, those of the last answer always. Null when none is old. */
function oldOutputs(events: readonly RunnerEvent[], keptChars: number): number | null {
  const lastAnswer = events.findLast((event) => event.type === 'message.end')?.seq ?? 0;
  const done = doneBefore(events);
  let kept = 0;
  for (const event of events.toReversed()) {
    if (event.seq < done) {
      return null;
    }
    if (event.type === 'tool.result' && canLeaveOut(event)) {
      kept += event.text.length + charsOfImage(event.image);
      if (kept > keptChars && event.seq < lastAnswer) {
        return event.seq + 1;
      }
    }
  }
  return null;
}

/** The event before which every old output is left out already. */
function doneBefore(events: readonly RunnerEvent[]): number {
  return events.reduce((done, event) => {
    if (event.type !== 'compacted' || event.kind === 'images') {
      return done;
    }
    return Math.max(done, event.kind === 'outputs' ? event.beforeSeq : event.upToSeq + 1);
  }, 0);
}

/** The last turns stay as they are, as far as they take a small part of the room and are whole. */
function summary(events: readonly RunnerEvent[], goalChars: number): Compaction {
  const done = doneBefore(events);
  const lastAnswer = events.findLast((event) => event.type === 'message.end')?.seq ?? 0;
  const turns = events.filter(({ type, seq }) => type === 'model.request' && seq > done && seq < lastAnswer);
  let upToSeq = events.at(-1)?.seq ?? 0;
  for (const { seq } of turns.toReversed()) {
    if (charsOfMessages(conversationOf(events.slice(seq - 1))) > goalChars / 4) {
      break;
    }
    upToSeq = seq - 1;
  }
  const most = Math.floor(goalChars / 4 / charsOfOneImage);
  return { kind: 'summary', upToSeq, ...imagesBeside(events, { upToSeq, most }) };
}
