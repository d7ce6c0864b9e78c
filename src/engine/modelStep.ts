import { conversationOf } from '../core/conversation';
import { ModelError, TaskError, toErrorData } from '../core/errors';
import type { ModelPart, ModelRequest } from '../core/modelPorts';
import { systemPrompt } from '../core/prompt';
import { CallId, type ModelRef, type RunnerEvent, type ToolCall } from '../protocol';
import { keepChanges } from './checkpointing';
import { finish } from './finish';
import { type Reservation, reserve } from './reservation';
import { modelFailure, retryDelayMs } from './retryPolicy';
import type { Session } from './session';
import { toolSpecs } from './tools/toolbox';

const maxOutputTokens = 16_000;
const maxInvalidCalls = 5;

/** Asks the model once more, again and again while the trouble may pass; its whole answer or nothing is kept. */
export async function stepModel(session: Session, turn: number, signal: AbortSignal): Promise<void> {
  const { engine } = session.task;
  if (engine.kind !== 'model') {
    return;
  }
  if (invalidCalls(session.events) >= maxInvalidCalls) {
    await finish(session, { kind: 'failed', error: invalidCallsError() });
    return;
  }
  await keepChanges(session);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await askOnce(session, { turn, attempt, model: engine.model }, signal);
      return;
    } catch (error) {
      signal.throwIfAborted();
      await session.settled();
      const delayMs = retryDelayMs(error, attempt, session.ports.random());
      if (delayMs === null) {
        await finish(session, { kind: 'failed', error: modelFailure(error, attempt) });
        return;
      }
      await session.record({ type: 'retry', attempt, delayMs, error: toErrorData(error) });
      await session.ports.clock.sleep(delayMs, signal);
    }
  }
}

async function askOnce(
  session: Session,
  request: { turn: number; attempt: number; model: ModelRef },
  signal: AbortSignal,
): Promise<void> {
  const client = session.ports.model(request.model);
  const begun = await begin(session, request);
  if (begun === null) {
    return;
  }
  const { content, reservation } = begun;
  const answer = await receive(session, client.stream(content, signal)).catch(async (error: unknown) => {
    await reservation.fail(error);
    throw error;
  });
  const { messageId, text, calls, end } = answer;
  await reservation.settle(end.usage, text + calls.map((call) => call.input).join(''));
  await session.record({ type: 'message.end', messageId, text, calls: uniqueCalls(session, calls), stop: end.stop });
}

/** Reserves what the request may use and records it, with all that was said before; null when the user is asked first. */
async function begin(
  session: Session,
  request: { turn: number; attempt: number; model: ModelRef },
): Promise<{ content: ModelRequest; reservation: Reservation } | null> {
  for (;;) {
    await session.settled();
    const { seq } = session.state;
    const content = requestOf(session, request.model, session.events);
    const reservation = await reserve(session, content);
    if (reservation === null) {
      return null;
    }
    const body = { type: 'model.request', ...request, reserved: reservation.amount } as const;
    if ((await session.recordIf((state) => (state.seq === seq ? body : null))) !== null) {
      return { content, reservation };
    }
    await reservation.drop();
  }
}

function requestOf({ task, ports }: Session, model: ModelRef, events: readonly RunnerEvent[]): ModelRequest {
  return {
    model,
    system: systemPrompt(task, ports.commands.report),
    messages: conversationOf(events),
    tools: toolSpecs,
    maxOutputTokens,
  };
}

interface Answer {
  messageId: string;
  text: string;
  calls: ToolCall[];
  end: Extract<ModelPart, { kind: 'end' }>;
}

async function receive(session: Session, parts: AsyncIterable<ModelPart>): Promise<Answer> {
  const messageId = session.ports.ids.short();
  const texts: string[] = [];
  const calls: ToolCall[] = [];
  let isStarted = false;
  for await (const part of parts) {
    if (!isStarted) {
      isStarted = true;
      await session.record({ type: 'message.start', messageId });
    }
    if (part.kind === 'end') {
      if (part.stop === 'filter') {
        throw new ModelError('refused', "The provider's content filter ended the answer.", {
          hint: 'Say the task in other words, or use another model.',
        });
      }
      return { messageId, text: texts.join(''), calls, end: part };
    }
    if (part.kind === 'text') {
      texts.push(part.text);
      session.ports.live.delta(messageId, part.text);
    } else {
      calls.push({ callId: part.callId, tool: part.tool, input: part.input });
    }
  }
  throw new ModelError('cut', 'The answer of the model ended in the middle.');
}

/** A call's id stands for it in the journal: one that was used before, or that is no id, gets a new one. */
function uniqueCalls({ events, ports }: Session, calls: readonly ToolCall[]): ToolCall[] {
  const used = new Set<string>(
    events.flatMap((event) => (event.type === 'message.end' ? event.calls.map((call) => call.callId) : [])),
  );
  return calls.map((call) => {
    const isUsable = CallId.safeParse(call.callId).success && !used.has(call.callId);
    const callId = isUsable ? call.callId : CallId.parse(`call-${ports.ids.short()}`);
    used.add(callId);
    return { callId, tool: call.tool.slice(0, 200), input: call.input };
  });
}

/** Calls in a row that could not even be read, since the task last began or was told something. */
function invalidCalls(events: readonly RunnerEvent[]): number {
  let count = 0;
  for (const event of events.toReversed()) {
    const isNewStart = event.type === 'finished' || (event.type === 'user.message' && event.source === 'user');
    if (isNewStart || (event.type === 'tool.result' && event.invalid !== true)) {
      return count;
    }
    count += event.type === 'tool.result' ? 1 : 0;
  }
  return count;
}

function invalidCallsError() {
  return toErrorData(
    new TaskError('invalid-calls', 'The model kept sending calls that cannot be read, five in a row.', {
      hint: 'Use a model that is good at calling tools, then retry.',
    }),
  );
}
