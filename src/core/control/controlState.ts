import type { ControlState, RunnerEvent } from '../../protocol';

/** What is open of changes of control files. The request that follows what was found is about it. */
export function foldControl(control: ControlState | null, event: RunnerEvent): ControlState | null {
  if (event.type === 'control.changed') {
    const { before, wanted, changes } = event;
    return { before, wanted, changes, stage: { kind: 'found' } };
  }
  if (event.type === 'control.settled' || event.type === 'restored') {
    return null;
  }
  return control === null ? null : goneOn(control, event);
}

function goneOn(control: ControlState, event: RunnerEvent): ControlState {
  const { stage } = control;
  if (event.type === 'approval.request' && stage.kind === 'found') {
    const { requestId, digest } = event.request;
    return { ...control, stage: { kind: 'asked', requestId }, digest };
  }
  if (event.type === 'answer' && stage.kind === 'asked' && stage.requestId === event.requestId) {
    return { ...control, stage: decided(control, event.decision) };
  }
  // A run that ended meanwhile has taken its request with it.
  return event.type === 'finished' && stage.kind === 'asked' ? { ...control, stage: { kind: 'found' } } : control;
}

function decided(
  { stage, digest = '' }: ControlState,
  decision: Extract<RunnerEvent, { type: 'answer' }>['decision'],
): ControlState['stage'] {
  if (decision.kind === 'allow') {
    return { kind: 'allowed', digest };
  }
  return decision.kind === 'deny' ? { kind: 'denied', note: decision.note ?? '' } : stage;
}
