import type { Session } from '../session';
import { plainText, type Terminal } from '../lines/terminal';

/** The clone of a repository that a task names by its address. Tells how far it is; Ctrl+C ends it. */
export async function openClone(session: Session, url: string, terminal: Terminal): Promise<string> {
  const ending = new AbortController();
  const signals = terminal.onSignal(() => ending.abort(new Error('Interrupted; nothing was started.')));
  try {
    const onStep = (step: string): void => terminal.complain(plainText(step));
    return await session.services.clones.open(url, { signal: ending.signal, onStep });
  } finally {
    signals.dispose();
  }
}
