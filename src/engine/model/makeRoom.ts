import { type Compaction, nextCompaction } from '../../core/conversation/compaction';
import { charsOf } from '../../core/conversation/contextSize';
import { ModelError } from '../../core/errors';
import { excerpt } from '../../core/conversation/excerpt';
import type { ModelRequest } from '../../core/models/modelPorts';
import { summaryOrder, summaryWithoutModel } from '../../core/conversation/summary';
import type { ModelRef } from '../../protocol';
import { requestFrame, requestOf } from './modelRequest';
import { failed, type Reservation, reserve } from '../budget/reservation';
import type { Session } from '../session';
import { textAnswer } from './textAnswer';

const maxSummary = 40_000;

/**
 * Leaves out of the conversation what the next request has no room for; `asked` when a summary could pass a budget, so
 * that a person is asked first. Throws `ModelError` when no summary was given.
 */
export async function makeRoom(session: Session, model: ModelRef, signal: AbortSignal): Promise<'made' | 'asked'> {
  const next = () => {
    const [frame, messages] = [requestFrame(session), session.messages()];
    return nextCompaction(session.events, { frame, messages, model, task: session.task });
  };
  for (let due = next(); due !== null; due = next()) {
    if (due.kind !== 'summary') {
      await session.record({ type: 'compacted', ...due });
    } else if ((await sumUp(session, { ...due, model }, signal)) === 'asked') {
      return 'asked';
    }
  }
  return 'made';
}

async function sumUp(
  session: Session,
  { model, ...due }: Extract<Compaction, { kind: 'summary' }> & { model: ModelRef },
  signal: AbortSignal,
): Promise<'made' | 'asked'> {
  const before = requestOf(session, model);
  const request = { ...before, messages: [...before.messages, { role: 'user', text: summaryOrder } as const] };
  const reservation = await reserve(session, request);
  if (reservation === null) {
    return 'asked';
  }
  await session.record({ type: 'compacting', model, reserved: reservation.amount });
  const text = await summaryOf(session, { request, reservation }, signal);
  const written = text.trim() === '' ? null : excerpt(text.trim(), maxSummary);
  await session.record({
    type: 'compacted',
    ...due,
    text: written ?? summaryWithoutModel(session.events, session.state.files),
    by: written === null ? 'journal' : 'model',
  });
  return 'made';
}

/** Empty when even the request for a summary is too long. */
async function summaryOf(
  session: Session,
  { request, reservation }: { request: ModelRequest; reservation: Reservation },
  signal: AbortSignal,
): Promise<string> {
  try {
    const { text, usage } = await textAnswer(session, request, signal);
    const used = await reservation.usedBy(usage, text);
    await session.record({ type: 'usage', ...used, chars: charsOf(request) + text.length });
    await reservation.settle(used);
    return text;
  } catch (error) {
    await failed(session, reservation, error);
    if (error instanceof ModelError && error.reason === 'context-length') {
      return '';
    }
    throw error;
  }
}
