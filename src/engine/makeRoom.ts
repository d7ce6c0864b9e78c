import { type Compaction, nextCompaction } from '../core/compaction';
import { ModelError } from '../core/errors';
import { excerpt } from '../core/excerpt';
import type { ModelRequest } from '../core/modelPorts';
import { summaryOrder, summaryWithoutModel } from '../core/summary';
import type { ModelRef } from '../protocol';
import { requestFrame, requestOf } from './modelRequest';
import type { Session } from './session';
import { textAnswer } from './textAnswer';

const maxSummary = 40_000;

/** Leaves out of the conversation what the next request has no room for. Throws `ModelError` when no summary was given. */
export async function makeRoom(session: Session, model: ModelRef, signal: AbortSignal): Promise<void> {
  const next = () => nextCompaction(session.events, { frame: requestFrame(session), model, task: session.task });
  for (let due = next(); due !== null; due = next()) {
    if (due.kind === 'outputs') {
      await session.record({ type: 'compacted', ...due });
    } else {
      await sumUp(session, { ...due, model }, signal);
    }
  }
}

async function sumUp(
  session: Session,
  { model, ...due }: Extract<Compaction, { kind: 'summary' }> & { model: ModelRef },
  signal: AbortSignal,
): Promise<void> {
  const request = requestOf(session, model, session.events);
  await session.record({ type: 'compacting', model });
  const order = { role: 'user', text: summaryOrder } as const;
  const text = await summaryOf(session, { ...request, messages: [...request.messages, order] }, signal);
  const written = text.trim() === '' ? null : excerpt(text.trim(), maxSummary);
  await session.record({
    type: 'compacted',
    ...due,
    text: written ?? summaryWithoutModel(session.events, session.state.files),
    by: written === null ? 'journal' : 'model',
  });
}

/** Empty when even the request for a summary is too long. */
async function summaryOf(session: Session, request: ModelRequest, signal: AbortSignal): Promise<string> {
  try {
    return await textAnswer(session, request, signal);
  } catch (error) {
    if (error instanceof ModelError && error.reason === 'context-length') {
      return '';
    }
    throw error;
  }
}
