import { currentModel } from '../../core/models/currentEngine';
import { ModelError } from '../../core/errors';
import type { ModelRef } from '../../protocol';
import { orAnotherModel } from '../model/retryPause';
import type { Session } from '../session';

/** Waits until models may be asked again, no longer than until another one is to be asked. */
export async function stepHeld(session: Session, signal: AbortSignal): Promise<void> {
  const model = currentModel(session.task, session.state);
  if (model !== null) {
    await orAnotherModel(session, signal, (either) => session.ports.gate.pass(model, either));
  }
  await session.recordStep('held', { type: 'held', hold: null });
}

/** Whether the model may not be asked now. It is recorded then, and the step to wait is the next one. */
export async function isHeld(session: Session, model: ModelRef): Promise<boolean> {
  const hold = await session.ports.gate.look(model);
  if (hold === null) {
    return false;
  }
  await session.recordStep('model', { type: 'held', hold });
  return true;
}

/** Lets the other agents know that the provider takes no more requests for a while. */
export async function tellRefusal(session: Session, model: ModelRef, error: unknown, delayMs: number): Promise<void> {
  if (error instanceof ModelError && error.reason === 'rate-limit') {
    await session.ports.gate.refused(model, error.retryAfterMs ?? delayMs);
  }
}
