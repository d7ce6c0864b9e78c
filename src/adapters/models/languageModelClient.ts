import type { LanguageModelV4, LanguageModelV4StreamPart, LanguageModelV4Usage } from '@ai-sdk/provider';
import type { ModelClient, ModelMessage, ModelPart, ModelRequest } from '../../core/models/modelPorts';
import type { CallId, Usage } from '../../protocol';
import type { IdleLimits, StartTimer, Timer } from './idleWatch';
import { IdleWatch } from './idleWatch';
import { AnswerLayout } from './keptAnswer';
import { modelError, toModelError } from './modelErrors';
import type { ErrorContext } from './modelErrors';
import { callOptions } from './prompt';

export interface LanguageModelSettings {
  apiKey: string | undefined;
  idle: IdleLimits;
  startTimer: StartTimer;
  now: () => Date;
}

/** A provider of the `@ai-sdk` packages, loaded with the first request, behind our own port. */
export class LanguageModelClient implements ModelClient {
  constructor(
    private readonly load: (onAnswer: () => void) => Promise<LanguageModelV4>,
    private readonly settings: LanguageModelSettings,
  ) {}

  /** What goes wrong here is told by the request. Node loads what fetches when it is first named, so that is done here, too. */
  prepare(): void {
    new Headers();
    makeErrorOfReaders();
    this.load(() => undefined).catch(() => undefined);
  }

  async *stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelPart> {
    signal.throwIfAborted();
    const { apiKey, now, idle, startTimer } = this.settings;
    const context: ErrorContext = { model: request.model, apiKey, now, hasBegun: false };
    const watch = new IdleWatch(idle, startTimer);
    const ended = new AbortController();
    const close = (): void => ended.abort();
    const answer = new Answer(request.messages, context);
    let rest: ReadableStream<unknown> | null = null;
    try {
      const model = await this.load(() => (context.hasBegun = true));
      const abortSignal = AbortSignal.any([signal, watch.signal, ended.signal]);
      const { stream } = await model.doStream({ ...callOptions(request), abortSignal });
      rest = stream;
      yield* answer.parts(watch.watched(stream.values({ preventCancel: true })));
    } catch (error) {
      signal.throwIfAborted();
      throw watch.signal.aborted ? modelError('idle', context, { cause: error }) : toModelError(error, context);
    } finally {
      watch.dispose();
      if (answer.isWhole && rest !== null) {
        drain(rest, startTimer(drainMs, close)).catch(close);
      } else {
        close();
      }
    }
  }
}

/**
 * Node makes one error for all readers that are let go, with the first. To say in it where in a bundle of megabytes that
 * was takes milliseconds of the first answer, and nobody reads it.
 */
function makeErrorOfReaders(): void {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    new ReadableStream().getReader().releaseLock();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

const drainMs = 1_000;

/** Reads what comes after an answer's end, so that the connection serves the next request too. */
async function drain(stream: ReadableStream<unknown>, timer: Timer): Promise<void> {
  try {
    const reader = stream.getReader();
    while (!(await reader.read()).done);
  } finally {
    timer.cancel();
  }
}

type ToolCallPart = Extract<LanguageModelV4StreamPart, { type: 'tool-call' }>;
type Finish = Extract<LanguageModelV4StreamPart, { type: 'finish' }>;
type Call = Extract<ModelPart, { kind: 'call' }>;

/**
 * One answer as it is streamed. Calls are passed on only with the end, so that none is passed on that was cut off. Ids
 * and tool names are made harmless and unique: they are sent back, name files, and are a server's to choose.
 */
class Answer {
  private readonly calls: Call[] = [];
  private readonly layout = new AnswerLayout();
  private readonly ids: Set<string>;
  /** Whether its end has come. */
  isWhole = false;

  constructor(
    conversation: readonly ModelMessage[],
    private readonly context: ErrorContext,
  ) {
    this.ids = new Set(
      conversation.flatMap((message) =>
        message.role === 'assistant' ? message.calls.map(({ callId }) => callId) : [],
      ),
    );
  }

  async *parts(stream: AsyncIterable<LanguageModelV4StreamPart>): AsyncGenerator<ModelPart> {
    for await (const part of stream) {
      this.layout.add(part);
      if (part.type === 'text-delta' && part.delta !== '') {
        yield { kind: 'text', text: part.delta };
      } else if (part.type === 'tool-call') {
        this.keep(part);
      } else if (part.type === 'error') {
        throw toModelError(part.error, this.context);
      } else if (part.type === 'finish') {
        yield* this.end(part);
        return;
      }
    }
    throw modelError('cut', this.context);
  }

  private keep({ toolCallId, toolName, input }: ToolCallPart): void {
    this.calls.push({
      kind: 'call',
      callId: this.newId(toolCallId),
      tool: harmless(toolName, 64) || 'unnamed',
      input: input === '' ? '{}' : input,
    });
  }

  private *end({ finishReason, usage }: Finish): Generator<ModelPart> {
    const { unified } = finishReason;
    if (unified === 'error' || isCut(finishReason, this.context)) {
      throw modelError(unified === 'error' ? 'server' : 'cut', this.context);
    }
    this.isWhole = true;
    yield* this.calls;
    const ordinary = this.calls.length > 0 ? 'tools' : 'end';
    const stop = unified === 'length' ? 'length' : unified === 'content-filter' ? 'filter' : ordinary;
    const kept = this.layout.kept(this.context.model);
    yield { kind: 'end', stop, usage: toUsage(usage), ...(kept === undefined ? {} : { kept }) };
  }

  private newId(given: string): CallId {
    const base = harmless(given, 100) || 'call';
    let id = base;
    for (let number = 2; this.ids.has(id); number += 1) {
      id = `${base}-${number}`;
    }
    this.ids.add(id);
    return id as CallId;
  }
}

/** Bedrock's library says nothing of a stream that ends without the reason of the end. */
function isCut({ unified, raw }: Finish['finishReason'], { model }: ErrorContext): boolean {
  return unified === 'interrupted' || (model.provider === 'bedrock' && raw === undefined);
}

function harmless(name: string, length: number): string {
  return name.replaceAll(/[^\w-]/g, '_').slice(0, length);
}

/** What a provider does not count is 0. Counts that make no sense are taken as 0 as well. */
function toUsage({ inputTokens, outputTokens }: LanguageModelV4Usage): Usage {
  const { total, noCache, cacheRead, cacheWrite } = inputTokens;
  return {
    input: count(noCache ?? (total ?? 0) - (cacheRead ?? 0) - (cacheWrite ?? 0)),
    output: count(outputTokens.total),
    cacheRead: count(cacheRead),
    cacheWrite: count(cacheWrite),
  };
}

function count(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? Math.max(0, Math.round(value)) : 0;
}
