import { currentModel } from '../../core/models/currentEngine';
import type { Session } from '../session';

/**
 * Waits before the model is asked again, no longer than until another one is to be asked. Rejects with the signal's reason
 * when it is aborted first.
 */
export async function pauseFor(
  session: Session,
  delayMs: number,
  signal: AbortSignal,
): Promise<'over' | 'another model'> {
  return await orAnotherModel(session, signal, (either) => session.ports.clock.sleep(delayMs, either));
}

/** The same for whatever is waited for. */
export async function orAnotherModel(
  session: Session,
  signal: AbortSignal,
  wait: (either: AbortSignal) => Promise<void>,
): Promise<'over' | 'another model'> {
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  const waited = wait(either).then(() => 'over' as const);
  const changed = modelChange(session, either);
  try {
    return await Promise.race([waited, changed]);
  } finally {
    ended.abort();
    await Promise.allSettled([waited, changed]);
  }
}

async function modelChange(session: Session, signal: AbortSignal): Promise<'another model'> {
  const before = currentModel(session.task, session.state);
  while (currentModel(session.task, session.state) === before) {
    await session.changed(signal);
  }
  return 'another model';
}
