import type { Decision, EventBody, OpenCall, RunState } from '../../protocol';
import { hostsAfterAnswer } from '../network/allowedHosts';
import { setupAfterAnswer } from '../setup/setupState';
import { approvedPlan } from './phase';
import { newCourse } from './stalls';

type Answer = Extract<EventBody, { type: 'answer' }>;

/** How the run goes on when a person has answered. */
export function answered(state: RunState, event: Answer): Partial<RunState> {
  const { request } = state;
  if (request?.requestId !== event.requestId) {
    return {};
  }
  const stage = stageAfter(event.decision);
  return {
    request: null,
    ...(request.kind === 'setup' ? { setup: setupAfterAnswer(state, event.decision) } : {}),
    allowedHosts: hostsAfterAnswer(state, request, event.decision),
    openCalls: state.openCalls.map((open) =>
      stage !== null && isAskedBy(open, event.requestId) ? { ...open, stage } : open,
    ),
    ...afterAnswer(state, event),
  };
}

/** How a call that asked goes on. */
function stageAfter(decision: Decision): OpenCall['stage'] | null {
  switch (decision.kind) {
    case 'allow':
      return { kind: 'allowed' };
    case 'deny':
      return { kind: 'denied', note: decision.note ?? '' };
    case 'reply':
      return { kind: 'replied', text: decision.text };
    case 'approve':
    case 'always':
    case 'take':
    case 'discard':
    case 'continue':
      return null;
  }
}

function afterAnswer(state: RunState, { decision, requestId }: Answer): Partial<RunState> {
  if (decision.kind === 'approve') {
    return approved(state, { text: decision.text, requestId });
  }
  if (decision.kind === 'take') {
    return { taken: true, next: 'conclude' };
  }
  if (decision.kind === 'continue') {
    return continued(state, decision.text);
  }
  if (decision.kind === 'reply' && !state.openCalls.some((open) => isAskedBy(open, requestId))) {
    return { next: 'model', round: 0, finishClaimed: false, unread: true, course: newCourse };
  }
  return decision.kind === 'reply' ? { course: newCourse } : {};
}

/** A window that was opened is no answer to the model; a budget that was raised grants no turns, and a check goes on. */
function continued(state: RunState, text: string | undefined): Partial<RunState> {
  const { request, turn, extraTurns } = state;
  if (request?.kind === 'window') {
    return text === undefined ? {} : { unread: true };
  }
  if (request?.kind === 'budget' && state.next === 'check' && text === undefined) {
    return { openCheck: null, course: newCourse };
  }
  const granted = request?.kind === 'budget' ? extraTurns : turn;
  return { next: 'model', round: 0, finishClaimed: false, unread: true, extraTurns: granted, course: newCourse };
}

/** What the model called beside its plan was meant for before it was approved. */
function approved(state: RunState, { text, requestId }: { text: string; requestId: string }): Partial<RunState> {
  const isAsked = state.openCalls.some((open) => isAskedBy(open, requestId));
  if (!isAsked) {
    return { plan: text, next: 'model', round: 0, finishClaimed: false, unread: true };
  }
  return {
    plan: text,
    openCalls: state.openCalls.map((open): OpenCall =>
      isAskedBy(open, requestId)
        ? { ...open, stage: { kind: 'replied', text: approvedPlan(text) } }
        : { ...open, stage: { kind: 'denied', note: '' } },
    ),
  };
}

function isAskedBy({ stage }: OpenCall, requestId: string): boolean {
  return stage.kind === 'asked' && stage.requestId === requestId;
}
