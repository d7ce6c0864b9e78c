import type { CallId, Decision, EventBody, ImageRef, Receipt, Request, RunnerEvent, ToolName } from '../../protocol';
import { imagesSaid } from '../composer/withAttachments';
import { madeNote } from '../groups/madeWords';
import { updateNote } from '../landing/updateWords';
import { type KeptWords, summaryMessage } from './keptWords';
import { withoutImage, withoutOutput } from './leftOut';
import { liveEvents, takesBack } from './liveEvents';
import type { ModelMessage, ToolResult } from '../models/modelPorts';
import { approvedPlan } from '../run/phase';
import { stallNote } from '../run/stalls';

type Of<T extends EventBody['type']> = Extract<EventBody, { type: T }>;

/** A message, and the event it comes from. Results stand with the answer that called them. */
interface Placed {
  seq: number;
  message: ModelMessage;
  /** Of the results in a message of role `tool`. */
  resultSeqs: readonly number[];
}

interface OpenAnswer {
  seq: number;
  calls: Of<'message.end'>['calls'];
  results: Map<string, { seq: number; result: ToolResult }>;
}

const goOn = 'Your answer was cut at its limit of length. Go on from where it ended.';

const imagesAreOld = '[The images of this message were left out to make room.]';

const asksPerson: ToolName = 'ask_user';
const imagesOfAnswer = 'The images that I gave along with my answer:';

const filesWereRestored = 'I have set the files back to an earlier state. Read them again before you change them.';
const filesHaveStayed =
  'I have taken this conversation back to here. The files may have changed since: read them again.';

/**
 * The conversation as the journal holds it, for the next request. What the user wrote while calls were open stands after
 * their results, where providers accept it. An answer that never ended is not part of it.
 */
export function conversationOf(events: readonly RunnerEvent[]): ModelMessage[] {
  return foldOf(events).messages();
}

function foldOf(events: readonly RunnerEvent[]): Conversation {
  const fold = new Conversation();
  for (const event of liveEvents(events)) {
    fold.add(event);
  }
  return fold;
}

/**
 * `conversationOf` a journal that grows: only what is new is folded, and messages that stay the same are the same objects.
 * A journal that went back to an earlier step, or is another one, is folded from its beginning.
 */
export class GrowingConversation {
  #fold = new Conversation();
  #folded = { count: 0, last: undefined as RunnerEvent | undefined };

  of(events: readonly RunnerEvent[]): ModelMessage[] {
    const { count, last } = this.#folded;
    const fresh = events.slice(count);
    if ((count === 0 || events[count - 1] === last) && !fresh.some(takesBack)) {
      fresh.forEach((event) => this.#fold.add(event));
    } else {
      this.#fold = foldOf(events);
    }
    this.#folded = { count: events.length, last: events.at(-1) };
    return this.#fold.messages();
  }
}

class Conversation {
  #messages: Placed[] = [];
  readonly #kept: KeptWords[] = [];
  readonly #waiting: { seq: number; message: ModelMessage }[] = [];
  #open: OpenAnswer | null = null;
  #asked: { request: Request | null; tail: string } = { request: null, tail: '' };

  add(event: RunnerEvent): void {
    if (event.type === 'user.message') {
      this.#told(event);
    } else if (event.type === 'rules.applied') {
      this.#ruled(event);
    } else if (event.type === 'message.end') {
      this.#answered(event);
    } else if (event.type === 'tool.result') {
      this.#result(event);
    } else if (event.type === 'answer') {
      this.#decided(event);
    } else if (event.type === 'restored') {
      this.#restored(event);
    } else if (event.type === 'updated' || event.type === 'made') {
      this.#close();
      this.#say(event.seq, event.type === 'made' ? madeNote(event) : updateNote(event));
    } else if (event.type === 'diagnosed') {
      this.#diagnosed(event);
    } else if (event.type === 'compacted') {
      this.#compacted(event);
    } else {
      this.#noted(event);
    }
  }

  /** What an answer will be about. */
  #noted(event: RunnerEvent): void {
    if (event.type === 'question' || event.type === 'approval.request') {
      this.#asked = { ...this.#asked, request: event.request };
    } else if (isTold(event)) {
      this.#say(event.seq, event.text);
    } else if (event.type === 'check.result') {
      this.#asked = { ...this.#asked, tail: event.failed ?? event.tail };
    }
  }

  /** As it would stand in a request now; what comes later may still complete it. */
  messages(): ModelMessage[] {
    return [...this.#messages, ...this.#tail()].map(({ message }) => message);
  }

  /** What belonged to later steps is not here any more; of what stayed the model is told. */
  #restored({ seq, what, edited }: Of<'restored'> & { seq: number }): void {
    this.#close();
    if (edited !== undefined) {
      this.#say(seq, editedByHand(edited));
      return;
    }
    if (what !== 'both') {
      this.#say(seq, what === 'files' ? filesWereRestored : filesHaveStayed);
    }
  }

  /** What the model is told of rules stands where they began to apply, and stays there. */
  #ruled({ seq, text }: Of<'rules.applied'> & { seq: number }): void {
    if (text !== '') {
      this.#kept.push({ seq, heading: 'rules', text });
      this.#say(seq, text);
    }
  }

  #told({ seq, text, source }: Of<'user.message'> & { seq: number }): void {
    if (source === 'user') {
      this.#kept.push({ seq, heading: 'user', text });
    }
    this.#say(seq, text, imagesSaid(text));
  }

  #decided({ seq, requestId, decision }: Of<'answer'> & { seq: number }): void {
    const { request, tail } = this.#asked;
    if (request?.requestId === requestId) {
      this.#kept.push(...wordsIn(request, decision).map((words) => ({ seq, ...words })));
      const text = textOf(request, tail, decision, this.#open !== null);
      if (text !== '') {
        this.#say(seq, text, imagesSaid(text));
      }
    }
  }

  #say(seq: number, text: string, images: readonly ImageRef[] = []): void {
    const message = images.length === 0 ? ({ role: 'user', text } as const) : ({ role: 'user', text, images } as const);
    if (this.#open === null) {
      this.#place(seq, message);
    } else {
      this.#waiting.push({ seq, message });
    }
  }

  #place(seq: number, message: ModelMessage): void {
    this.#messages.push({ seq, message, resultSeqs: [] });
  }

  #answered({ seq, text, calls, stop, kept }: Of<'message.end'> & { seq: number }): void {
    this.#close();
    if (text !== '' || calls.length > 0) {
      this.#place(seq, { role: 'assistant', text, calls, ...(kept === undefined ? {} : { kept }) });
    }
    if (calls.length > 0) {
      this.#open = { seq, calls, results: new Map() };
    } else if (stop === 'length') {
      this.#say(seq, goOn);
    }
  }

  #result({ seq, callId, tool, text, outcome, image }: Of<'tool.result'> & { seq: number }): void {
    if (this.#open?.calls.some((call) => call.callId === callId) !== true) {
      return;
    }
    const shown = image === undefined ? {} : { image };
    this.#open.results.set(callId, { seq, result: { callId, tool, text, isError: outcome !== 'ok', ...shown } });
    const given = tool === asksPerson ? imagesSaid(text) : [];
    if (given.length > 0) {
      this.#say(seq, imagesOfAnswer, given);
    }
    if (this.#open.results.size === this.#open.calls.length) {
      this.#close();
    }
  }

  /** Stands with the result that it came of, which no request has held yet, or else as a message. */
  #diagnosed({ seq, callId, text }: Of<'diagnosed'> & { seq: number }): void {
    const index = this.#messages.findLastIndex(({ message }) => isAnswered(message, callId));
    const placed = this.#messages[index];
    if (text === '') {
      return;
    }
    if (placed?.message.role !== 'tool') {
      this.#say(seq, text);
      return;
    }
    const results = placed.message.results.map((result) =>
      result.callId === callId ? { ...result, text: `${result.text}\n\n${text}` } : result,
    );
    this.#messages[index] = { ...placed, message: { role: 'tool', results } };
  }

  #close(): void {
    this.#messages.push(...this.#tail());
    this.#open = null;
    this.#waiting.length = 0;
  }

  /** What stands at the end while calls are open, and after them. */
  #tail(): Placed[] {
    const said = this.#waiting.map(({ seq, message }): Placed => ({ seq, message, resultSeqs: [] }));
    return this.#open === null ? said : [resultsOf(this.#open), ...said];
  }

  #compacted(event: Of<'compacted'>): void {
    this.#close();
    if (event.kind !== 'summary') {
      const stub = event.kind === 'images' ? withoutImage : withoutOutput;
      const stubbed = this.#messages.map((placed) => withStubs(placed, event.beforeSeq, stub));
      this.#messages = event.kind === 'images' ? stubbed.map((placed) => unshown(placed, event.beforeSeq)) : stubbed;
      return;
    }
    const [task] = this.#messages;
    const kept = this.#kept.filter(({ seq }) => seq <= event.upToSeq);
    const summary: Placed = { seq: event.upToSeq, message: summaryMessage(kept, event), resultSeqs: [] };
    const later = this.#messages.filter(({ seq }) => seq > event.upToSeq);
    this.#messages = [...(task === undefined || later.includes(task) ? [] : [task]), summary, ...later];
  }
}

function resultsOf({ seq: answerSeq, calls, results }: OpenAnswer): Placed {
  const placed = calls.map(
    ({ callId, tool }) =>
      results.get(callId) ?? {
        seq: answerSeq,
        result: { callId, tool, text: 'This call has no result.', isError: true },
      },
  );
  return {
    seq: answerSeq,
    message: { role: 'tool', results: placed.map(({ result }) => result) },
    resultSeqs: placed.map(({ seq }) => seq),
  };
}

/** What stands in the conversation with its own words. */
function isTold(event: RunnerEvent): event is Extract<RunnerEvent, Of<(typeof toldTypes)[number]>> {
  return toldTypes.some((type) => type === event.type);
}

const toldTypes = ['control.settled', 'guard.settled', 'overlaps.told'] as const;

function isAnswered(message: ModelMessage, callId: CallId | undefined): boolean {
  return message.role === 'tool' && message.results.some((result) => result.callId === callId);
}

function withStubs(placed: Placed, beforeSeq: number, stub: (result: ToolResult) => ToolResult): Placed {
  const { message, resultSeqs } = placed;
  if (message.role !== 'tool') {
    return placed;
  }
  const results = message.results.map((result, index) =>
    (resultSeqs[index] ?? 0) < beforeSeq ? stub(result) : result,
  );
  return { ...placed, message: { role: 'tool', results } };
}

/** What a person said stays, and of old images it says that they are not shown any more. */
function unshown(placed: Placed, beforeSeq: number): Placed {
  const { seq, message } = placed;
  return seq < beforeSeq && message.role === 'user' && message.images !== undefined
    ? { ...placed, message: { role: 'user', text: `${message.text}\n\n${imagesAreOld}` } }
    : placed;
}

/** Names enough to look at; what was edited is for the model to read where it matters. */
function editedByHand(paths: readonly string[]): string {
  const shown = paths.slice(0, 50).join(', ');
  const more = paths.length > 50 ? ` and ${paths.length - 50} more` : '';
  return `I have edited these files by hand: ${shown}${more}. Keep what I did there, and read them again before you change them.`;
}

/** What a person said in an answer. */
function wordsIn(request: Request, decision: Decision): Omit<KeptWords, 'seq'>[] {
  if (decision.kind === 'approve') {
    return [{ heading: 'plan', text: decision.text }];
  }
  const text = 'note' in decision ? decision.note : 'text' in decision ? decision.text : undefined;
  if (text === undefined || text === '') {
    return [];
  }
  return [{ heading: 'user', text: request.kind === 'question' ? `To “${request.question}”: ${text}` : text }];
}

/** What an answer tells the model where it is no call's result. */
function textOf(request: Request, tail: string, decision: Decision, hasOpenCalls: boolean): string {
  if (decision.kind === 'reply') {
    return hasOpenCalls ? '' : decision.text;
  }
  if (decision.kind === 'approve') {
    return hasOpenCalls ? '' : approvedPlan(decision.text);
  }
  if (decision.kind !== 'continue') {
    return '';
  }
  const red =
    request.kind === 'red-check'
      ? feedbackOf(request.receipt, tail)
      : request.kind === 'stalled'
        ? stallNote(request.stall)
        : '';
  return [red, decision.text ?? ''].filter((part) => part !== '').join('\n\n');
}

/** What the model is told when the check is red; `output` is of the failed tests when the receipt names them, or the end. */
export function feedbackOf(receipt: Receipt, output: string): string {
  const lead = receipt.failures === undefined ? 'Its output ends with:' : 'What it printed of the failed tests:';
  return `${redCheck(receipt)} ${lead}\n\n${output}\n\nFind the cause, fix it, and finish again.`;
}

function redCheck({ command, exitCode, ended, counts }: Receipt): string {
  const how = exitCode === null ? (ended ?? 'was ended') : `ended with exit code ${exitCode}`;
  const tests = counts === undefined ? '' : ` (${counts.failed} failed, ${counts.passed} passed)`;
  return `The check \`${command}\` ${how}${tests}.`;
}
