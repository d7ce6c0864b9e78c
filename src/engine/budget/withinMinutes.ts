import type { SharedTime } from '../../core/budget/budgetPorts';
import { type MinutesLimit, minutesLimit, minutesReached } from '../../core/budget/minutesLimit';
import type { Step } from '../../core/run/nextStep';
import type { PassedLimit } from '../../protocol';
import { Halt } from '../halt';
import type { Session } from '../session';
import { sharedBudgetsOf } from './sharedBudgets';

/** Steps that last as long as somebody else lets them. */
const lasting: ReadonlySet<Step['kind']> = new Set(['model', 'call', 'check', 'command', 'setup', 'diagnose']);

/** A timer that is set for longer fires at once. */
const longestMs = 2 ** 31 - 1;

/** How long a budget that others use up as well is not looked at. */
const look = { leastMs: 1_000, mostMs: 30_000, share: 4 };

/** The time of a budget, and how much of it is used by now. */
interface Minutes extends MinutesLimit {
  used: number;
  whose: Pick<PassedLimit, 'day' | 'shared'>;
}

/**
 * Performs a step, and aborts it as soon as the minutes of the task's budget are used up, by what the journal says of the
 * time until now, or those of the day or of a budget that it shares, by what all have written into its ledger. A step that
 * would begin after that is not begun, but for a request, which asks by itself.
 */
export async function withinMinutes(
  session: Session,
  kind: Step['kind'],
  controller: AbortController,
  perform: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const minutes = lasting.has(kind) ? [...(await ownMinutes(session)), ...(await sharedMinutes(session))] : [];
  const over = minutes.find(isOver);
  if (over !== undefined && kind !== 'model') {
    end(over, controller);
    return;
  }
  if (minutes.length === 0 || over !== undefined) {
    await perform(controller.signal);
    return;
  }
  const done = new AbortController();
  const watching = watch(session, minutes, controller, done.signal);
  try {
    await perform(controller.signal);
  } finally {
    done.abort();
    await Promise.allSettled([watching]);
    await sharedMinutes(session).catch((error: unknown) => tellUncounted(session, error));
  }
}

/** Resolves when it has ended the step; rejects when that was `done` before. */
async function watch(
  session: Session,
  first: Minutes[],
  controller: AbortController,
  done: AbortSignal,
): Promise<void> {
  let minutes = first;
  let over: Minutes | undefined;
  while (over === undefined) {
    const pause = Math.min(...minutes.map(pauseFor));
    if (pause > longestMs) {
      return;
    }
    await session.ports.clock.sleep(pause, done);
    minutes = await lookAgain(session, minutes);
    over = minutes.find(isOver);
  }
  if (!done.aborted) {
    end(over, controller);
  }
}

function pauseFor(minutes: Minutes): number {
  const left = minutes.allowed - minutes.used;
  return isOwn(minutes) ? left : Math.max(look.leastMs, Math.min(look.mostMs, Math.ceil(left / look.share)));
}

function isOwn({ whose }: Minutes): boolean {
  return whose.day === undefined && whose.shared === undefined;
}

/** Settings or a ledger that can't be used for a while leave the limits as they were, and what others have used. */
async function lookAgain(session: Session, before: readonly Minutes[]): Promise<Minutes[]> {
  try {
    return [...(await ownMinutes(session)), ...(await sharedMinutes(session))];
  } catch (error) {
    tellUncounted(session, error);
    return before.map((minutes) => (isOwn(minutes) ? { ...minutes, used: session.workedMs } : minutes));
  }
}

async function ownMinutes({ task, ports, state, workedMs }: Session): Promise<Minutes[]> {
  const limit = minutesLimit(task.budget ?? (await ports.ledger.settings()).task, state.budget);
  return limit === null ? [] : [{ ...limit, used: workedMs, whose: {} }];
}

/** Writes down how long this task has been at work, for all that share a budget with it. */
async function sharedMinutes(session: Session): Promise<Minutes[]> {
  const { ledger } = session.ports;
  const found: Minutes[] = [];
  for (const { whose, ...budget } of sharedBudgetsOf(session, await ledger.settings())) {
    const time: SharedTime = { ...budget, taskId: session.task.id };
    const minutes = await ledger.pass(time);
    if (minutes !== null) {
      found.push({ ...minutes, whose });
    }
  }
  return found;
}

function tellUncounted({ ports }: Session, error: unknown): void {
  ports.log.error('The time of a budget was not counted.', error);
}

function isOver({ allowed, used }: Minutes): boolean {
  return used >= allowed;
}

/** Who interrupts or stops first has said why. */
function end({ whose, used, ...limit }: Minutes, controller: AbortController): void {
  controller.abort(new Halt('interrupt', { ...minutesReached(limit, used), ...whose }));
}
