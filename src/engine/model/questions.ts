import { feedbackOf } from '../../core/conversation/conversation';
import { nextStep } from '../../core/run/nextStep';
import { CallId, maxPlan, type PassedLimit, type Receipt, type Request, RequestId, type Stall } from '../../protocol';
import type { Session } from '../session';

/** Waits until the request is answered. A task that was told what to do with approvals answers them itself. */
export async function awaitAnswer(session: Session, request: Request, signal: AbortSignal): Promise<void> {
  const { approve } = session.task;
  const { requestId } = request;
  const isOpen = () => session.state.request?.requestId === requestId;
  if ((request.kind === 'approval' || request.kind === 'setup') && approve !== 'ask') {
    const decision =
      approve === 'allow' ? { kind: approve } : { kind: approve, note: 'This task may not be given more.' };
    await session.recordIf(() => (isOpen() ? { type: 'answer', requestId, decision, by: 'policy' } : null));
    return;
  }
  while (isOpen()) {
    await session.changed(signal);
    await session.settled();
  }
}

export function newRequestId({ ports }: Session): RequestId {
  return RequestId.parse(ports.ids.short());
}

export async function askLimit(session: Session, turns: number): Promise<void> {
  const request = { kind: 'limit', requestId: newRequestId(session), turns } as const;
  await session.recordStep('limit', { type: 'question', request });
}

export async function askStalled(session: Session, stall: Stall): Promise<void> {
  const request = { kind: 'stalled', requestId: newRequestId(session), stall } as const;
  await session.recordStep('stalled', { type: 'question', request });
}

/** The model is reached through an editor: the task goes on as soon as a window of its repository is open. */
export async function askForWindow(session: Session): Promise<void> {
  const request = { kind: 'window', requestId: newRequestId(session) } as const;
  await session.recordStep('model', { type: 'question', request });
}

export async function askRedCheck(session: Session, receipt: Receipt): Promise<void> {
  const request = { kind: 'red-check', requestId: newRequestId(session), receipt } as const;
  await session.recordStep('red-check', { type: 'question', request });
}

export async function giveFeedback(session: Session, receipt: Receipt): Promise<void> {
  const text = feedbackOf(receipt, session.state.checkTail);
  await session.recordStep('feedback', { type: 'user.message', text, source: 'check' });
}

/** An agent that only wrote its plan down is taken to propose that. */
export async function askPlan(session: Session): Promise<void> {
  const said = session.events.findLast((event) => event.type === 'message.end');
  const text = said?.text.trim() ?? '';
  await session.recordStep('plan', {
    type: 'question',
    request: {
      kind: 'plan',
      requestId: newRequestId(session),
      callId: CallId.parse(`plan-${session.ports.ids.short()}`),
      text: text === '' ? 'The agent ended without a plan.' : text.slice(0, maxPlan),
    },
  });
}

/** Sends what is first in the queue by now: it may have been moved or reworded since the step was chosen. */
export async function deliver(session: Session): Promise<void> {
  await session.recordIf((state) => {
    const step = nextStep(session.task, state);
    return step.kind === 'deliver'
      ? { type: 'user.message', text: step.queued.text, source: 'user', queuedSeq: step.queued.seq }
      : null;
  });
}

/**
 * Gives every call that was open a result, then asks what to do unless the user has said so already. Where time was up, it
 * is the budget that is asked about.
 */
export async function settleInterruption(session: Session): Promise<void> {
  const interrupted = session.events.findLast((event) => event.type === 'interrupted');
  const reached = interrupted?.type === 'interrupted' ? interrupted.reached : undefined;
  for (const { call, stage } of session.state.openCalls) {
    const text = textOfInterrupted(stage.kind === 'started', reached);
    await session.record({ type: 'tool.result', callId: call.callId, tool: call.tool, outcome: 'error', text });
  }
  if (reached !== undefined) {
    const request = { ...reached, kind: 'budget', requestId: newRequestId(session) } as const;
    await session.recordStep('interrupted', { type: 'question', request });
    return;
  }
  await session.recordStep('interrupted', {
    type: 'question',
    request: {
      kind: 'question',
      requestId: newRequestId(session),
      callId: CallId.parse(`interruption-${session.ports.ids.short()}`),
      question: 'You interrupted the agent. What should it do next?',
      options: ['Go on as before.'],
    },
  });
}

function textOfInterrupted(isStarted: boolean, reached: PassedLimit | undefined): string {
  const time = reached === undefined ? null : `the time of ${budgetOf(reached)} was used up`;
  if (isStarted) {
    const by = time === null ? 'Interrupted by the user.' : `Stopped: ${time}.`;
    return `${by} It may have been carried out in part; check before you repeat it.`;
  }
  return `Not run: ${time ?? 'the user interrupted'}.`;
}

function budgetOf({ day, shared }: PassedLimit): string {
  return shared === true
    ? 'the budget that this task shares'
    : day === undefined
      ? "the task's budget"
      : "the day's budget";
}
