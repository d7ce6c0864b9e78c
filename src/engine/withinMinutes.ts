import { type MinutesLimit, minutesLimit, minutesReached, ranUntil } from '../core/budget/minutesLimit';
import type { Step } from '../core/run/nextStep';
import { Halt } from './halt';
import type { Session } from './session';

/** Steps that last as long as somebody else lets them. The command of a command task has a limit of its own. */
const lasting: ReadonlySet<Step['kind']> = new Set(['model', 'call', 'check']);

/** A timer that is set for longer fires at once. */
const longestMs = 2 ** 31 - 1;

/**
 * Performs a step, and aborts it as soon as the minutes of the task's budget are used up, by what the journal says of the
 * time until now. A step that would begin after that is not begun, but for a request, which asks by itself.
 */
export async function withinMinutes(
  session: Session,
  kind: Step['kind'],
  controller: AbortController,
  perform: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const limit = lasting.has(kind) ? await limitOf(session) : null;
  const left = limit === null ? Infinity : limit.allowed - usedBy(session);
  if (limit === null || (left <= 0 && kind === 'model')) {
    await perform(controller.signal);
    return;
  }
  if (left <= 0) {
    end(session, limit, controller);
    return;
  }
  const done = new AbortController();
  const watching =
    left > longestMs
      ? undefined
      : session.ports.clock.sleep(left, done.signal).then(() => end(session, limit, controller));
  try {
    await perform(controller.signal);
  } finally {
    done.abort();
    await Promise.allSettled([watching]);
  }
}

async function limitOf({ task, ports, state }: Session): Promise<MinutesLimit | null> {
  return minutesLimit(task.budget ?? (await ports.ledger.settings()).task, state.budget);
}

function usedBy({ state, ports }: Session): number {
  return ranUntil(state.budget, ports.clock.now());
}

/** Who interrupts or stops first has said why. */
function end(session: Session, limit: MinutesLimit, controller: AbortController): void {
  controller.abort(new Halt('interrupt', minutesReached(limit, usedBy(session))));
}
