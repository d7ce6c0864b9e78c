import { type Compaction, nextCompaction } from '../core/compaction';
import { charsOf } from '../core/contextSize';
import { ModelError } from '../core/errors';
import { excerpt } from '../core/excerpt';
import type { ModelRequest } from '../core/modelPorts';
import { summaryOrder, summaryWithoutModel } from '../core/summary';
import type { ModelRef } from '../protocol';
import { requestFrame, requestOf } from './modelRequest';
import type { Session } from './session';

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
  const text = await textAnswer(session, { ...request, messages: [...request.messages, order] }, signal);
  const written = text.trim() === '' ? null : excerpt(text.trim(), maxSummary);
  await session.record({
    type: 'compacted',
    ...due,
    text: written ?? summaryWithoutModel(session.events, session.state.files),
    by: written === null ? 'journal' : 'model',
  });
}

/** The text of the answer; empty when even the request for a summary is too long. Calls in it are not run. */
async function textAnswer(session: Session, request: ModelRequest, signal: AbortSignal): Promise<string> {
  const texts: string[] = [];
  try {
    for await (const part of session.ports.model(request.model).stream(request, signal)) {
      if (part.kind === 'text') {
        texts.push(part.text);
      } else if (part.kind === 'end') {
        const text = texts.join('');
        await session.record({ type: 'usage', usage: part.usage, chars: charsOf(request) + text.length });
        return text;
      }
    }
  } catch (error) {
    if (error instanceof ModelError && error.reason === 'context-length') {
      return '';
    }
    throw error;
  }
  throw new ModelError('cut', 'The summary of the conversation ended in the middle.');
}
