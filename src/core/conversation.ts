import type { Decision, EventBody, Receipt, Request, RunnerEvent } from '../protocol';
import type { ModelMessage } from './modelPorts';

type Of<T extends EventBody['type']> = Extract<EventBody, { type: T }>;
type Assistant = Extract<ModelMessage, { role: 'assistant' }>;
type ToolResults = Extract<ModelMessage, { role: 'tool' }>;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Characters of tool results that a request holds before the oldest are left out, and how many then stay. */
const maxResults = 400_000;
const keptResults = 200_000;

const leftOut = '[This result was left out because the conversation is long. Run the tool again if it matters.]';
const goOn = 'Your answer was cut at its limit of length. Go on from where it ended.';

/**
 * The conversation as the journal holds it, for the next request. What the user wrote while calls were open stands after
 * their results, where providers accept it. An answer that never ended is not part of it.
 */
export function conversationOf(events: readonly RunnerEvent[]): ModelMessage[] {
  const builder = new Conversation();
  for (const event of events) {
    builder.add(event);
  }
  return builder.finish();
}

class Conversation {
  readonly #messages: Mutable<ModelMessage>[] = [];
  readonly #waiting: string[] = [];
  #open: { calls: Assistant['calls']; results: Map<string, ToolResults['results'][number]> } | null = null;
  #asked: { request: Request | null; tail: string } = { request: null, tail: '' };
  #size = 0;

  add(event: RunnerEvent): void {
    if (event.type === 'user.message') {
      this.#say(event.text);
    } else if (event.type === 'message.end') {
      this.#answered(event);
    } else if (event.type === 'tool.result') {
      this.#result(event);
    } else if (event.type === 'answer') {
      this.#decided(event);
    } else if (event.type === 'question' || event.type === 'approval.request') {
      this.#asked = { ...this.#asked, request: event.request };
    } else if (event.type === 'check.result') {
      this.#asked = { ...this.#asked, tail: event.tail };
    }
  }

  finish(): ModelMessage[] {
    this.#close();
    return this.#messages;
  }

  #decided(event: Of<'answer'>): void {
    const { request, tail } = this.#asked;
    if (request?.requestId === event.requestId) {
      const text = textOf(request, tail, event.decision, this.#open !== null);
      if (text !== '') {
        this.#say(text);
      }
    }
  }

  #say(text: string): void {
    if (this.#open === null) {
      this.#messages.push({ role: 'user', text });
    } else {
      this.#waiting.push(text);
    }
  }

  #answered(event: Of<'message.end'>): void {
    this.#close();
    if (event.text !== '' || event.calls.length > 0) {
      const { text, calls, kept } = event;
      this.#messages.push({ role: 'assistant', text, calls, ...(kept === undefined ? {} : { kept }) });
    }
    if (event.calls.length > 0) {
      this.#open = { calls: event.calls, results: new Map() };
    } else if (event.stop === 'length') {
      this.#say(goOn);
    }
  }

  #result(event: Of<'tool.result'>): void {
    const { callId, tool, text } = event;
    if (this.#open?.calls.some((call) => call.callId === callId) !== true) {
      return;
    }
    this.#open.results.set(callId, { callId, tool, text, isError: event.outcome !== 'ok' });
    if (this.#open.results.size === this.#open.calls.length) {
      this.#close();
    }
  }

  #close(): void {
    const open = this.#open;
    this.#open = null;
    if (open !== null) {
      const results = open.calls.map(
        ({ callId, tool }) =>
          open.results.get(callId) ?? { callId, tool, text: 'This call was not run.', isError: true },
      );
      this.#messages.push({ role: 'tool', results });
      this.#bound(results);
    }
    for (const text of this.#waiting.splice(0)) {
      this.#messages.push({ role: 'user', text });
    }
  }

  /** Leaves out old results in large steps, so that the beginning of a request seldom changes. */
  #bound(results: ToolResults['results']): void {
    this.#size += sizeOf(results);
    if (this.#size <= maxResults) {
      return;
    }
    for (const message of this.#messages.slice(0, -1)) {
      if (message.role === 'tool' && this.#size > keptResults) {
        this.#size -= sizeOf(message.results);
        message.results = message.results.map((result) => ({ ...result, text: leftOut }));
        this.#size += sizeOf(message.results);
      }
    }
  }
}

function sizeOf(results: ToolResults['results']): number {
  return results.reduce((total, result) => total + result.text.length, 0);
}

/** What an answer tells the model where it is no call's result. */
function textOf(request: Request, tail: string, decision: Decision, hasOpenCalls: boolean): string {
  if (decision.kind === 'reply') {
    return hasOpenCalls ? '' : decision.text;
  }
  if (decision.kind !== 'continue') {
    return '';
  }
  const red = request.kind === 'red-check' ? feedbackOf(request.receipt, tail) : '';
  return [red, decision.text ?? ''].filter((part) => part !== '').join('\n\n');
}

/** What the model is told when the check is red; `tail` is the end of its output. */
export function feedbackOf(receipt: Receipt, tail: string): string {
  return `${redCheck(receipt)} Its output ends with:\n\n${tail}\n\nFind the cause, fix it, and finish again.`;
}

function redCheck({ command, exitCode, ended, counts }: Receipt): string {
  const how = exitCode === null ? (ended ?? 'was ended') : `ended with exit code ${exitCode}`;
  const tests = counts === undefined ? '' : ` (${counts.failed} failed, ${counts.passed} passed)`;
  return `The check \`${command}\` ${how}${tests}.`;
}
