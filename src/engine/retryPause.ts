import { currentModel } from '../core/models/currentEngine';
import type { Session } from './session';

/**
 * Waits before the model is asked again, no longer than until another one is to be asked. Rejects with the signal's reason
 * when it is aborted first.
 */
export async function pauseFor(
  session: Session,
  delayMs: number,
  signal: AbortSignal,
): Promise<'over' | 'another model'> {
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  const slept = session.ports.clock.sleep(delayMs, either).then(() => 'over' as const);
  const changed = modelChange(session, either);
  try {
    return await Promise.race([slept, changed]);
  } finally {
    ended.abort();
    await Promise.allSettled([slept, changed]);
  }
}

async function modelChange(session: Session, signal: AbortSignal): Promise<'another model'> {
  const before = currentModel(session.task, session.state);
  while (currentModel(session.task, session.state) === before) {
    await session.changed(signal);
  }
  return 'another model';
}
