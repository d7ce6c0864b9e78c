import { wasRefusedForLength } from '../../core/conversation/compaction';
import { hasPutBack } from '../../core/control/controlState';
import { charsOf, charsOfMessages } from '../../core/conversation/contextSize';
import { currentModel } from '../../core/models/currentEngine';
import { ModelError, TaskError, toErrorData } from '../../core/errors';
import type { ModelPart, ModelRequest } from '../../core/models/modelPorts';
import { CallId, type ModelRef, type RunnerEvent, type ToolCall } from '../../protocol';
import { keepChanges } from '../commands/checkpointing';
import { drawMapOnce } from './mapStep';
import { applyRules } from './ruleStep';
import { finish } from './finish';
import { isHeld, tellRefusal } from './heldStep';
import { takeTurn } from '../model/gateTurn';
import { makeRoom } from '../model/makeRoom';
import { requestOf } from '../model/modelRequest';
import { askForWindow } from '../model/questions';
import { pauseFor } from '../model/retryPause';
import { failed, type Reservation, reserve } from '../budget/reservation';
import { modelFailure, retryDelayMs } from '../model/retryPolicy';
import type { Session } from '../session';

const maxInvalidCalls = 5;

/** Asks the model once more, again and again while the trouble may pass; its whole answer or nothing is kept. */
export async function stepModel(session: Session, turn: number, signal: AbortSignal): Promise<void> {
  if (invalidCalls(session.events) >= maxInvalidCalls) {
    await finish(session, { kind: 'failed', error: invalidCallsError() });
    return;
  }
  await keepChanges(session);
  if (hasPutBack(session.state)) {
    return;
  }
  await applyRules(session, turn);
  await drawMapOnce(session, signal);
  for (let attempt = 1; ; attempt += 1) {
    const model = currentModel(session.task, session.state);
    if (model === null) {
      return;
    }
    if (attempt === 1 && (await isHeld(session, model))) {
      return;
    }
    try {
      if ((await makeRoom(session, model, signal)) === 'made') {
        await askOnce(session, { turn, attempt, model }, signal);
      }
      return;
    } catch (error) {
      signal.throwIfAborted();
      await session.settled();
      const next = await afterFailure(session, { error, attempt, model }, signal);
      if (next === 'no more') {
        return;
      }
      attempt = next === 'another model' ? 0 : attempt;
    }
  }
}

/** Waits until it is worth asking again; `no more` when that is for a person, or the task has failed. */
async function afterFailure(
  session: Session,
  { error, attempt, model }: { error: unknown; attempt: number; model: ModelRef },
  signal: AbortSignal,
): Promise<'again' | 'another model' | 'no more'> {
  if (error instanceof ModelError && error.reason === 'no-window') {
    await askForWindow(session);
    return 'no more';
  }
  const delayMs = isTooLongOnce(session, error) ? 0 : retryDelayMs(error, attempt, session.ports.random());
  if (delayMs === null) {
    await finish(session, { kind: 'failed', error: modelFailure(error, attempt) });
    return 'no more';
  }
  await tellRefusal(session, model, error, delayMs);
  await session.record({ type: 'retry', attempt, delayMs, error: toErrorData(error) });
  if ((await pauseFor(session, delayMs, signal)) === 'another model') {
    return 'another model';
  }
  await takeTurn(session.ports.gate, model, signal);
  return 'again';
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
    await failed(session, reservation, error);
    throw error;
  });
  const { messageId, text, calls, end } = answer;
  const used = await reservation.usedBy(end.usage, text + calls.map((call) => call.input).join(''));
  const chars = charsOf(content) + charsOfMessages([{ role: 'assistant', text, calls }]);
  await session.record({ type: 'usage', ...used, chars });
  const settled = reservation.settle(used);
  const kept = end.kept === undefined ? {} : { kept: end.kept };
  const unique = uniqueCalls(session, calls);
  await session.record({ type: 'message.end', messageId, text, calls: unique, stop: end.stop, ...kept });
  await settled;
}

/** Reserves what the request may use and records it, with all that was said before; null when the user is asked first. */
async function begin(
  session: Session,
  request: { turn: number; attempt: number; model: ModelRef },
): Promise<{ content: ModelRequest; reservation: Reservation } | null> {
  for (;;) {
    await session.settled();
    const { seq } = session.state;
    const content = requestOf(session, request.model);
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

/** A request that is too long is sent once more, after room was made for it. */
function isTooLongOnce({ events }: Session, error: unknown): boolean {
  return error instanceof ModelError && error.reason === 'context-length' && !wasRefusedForLength(events);
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
  const fresh = new Set<string>();
  const isUsed = (id: string): boolean =>
    fresh.has(id) ||
    events.some((event) => event.type === 'message.end' && event.calls.some(({ callId }) => callId === id));
  return calls.map((call) => {
    const isUsable = CallId.safeParse(call.callId).success && !isUsed(call.callId);
    const callId = isUsable ? call.callId : CallId.parse(`call-${ports.ids.short()}`);
    fresh.add(callId);
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
