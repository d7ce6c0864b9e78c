import { guardRule } from '../core/control/controlState';
import { guardActs, guardedChanges, guardFacts, guardNote } from '../core/control/guardTexts';
import type { GuardedChange } from '../protocol';
import { stepPutBack } from './putBackStep';
import type { Session } from './session';

/** Without a sandbox commands can write the repository's git data, so what runs programs there is noted before. */
export async function takeGuard(session: Session): Promise<void> {
  const { ports, state } = session;
  if (ports.commands.report.kind !== 'none') {
    return;
  }
  if (state.guard === null) {
    await session.record({ type: 'guard.taken', entries: await ports.guard.look() });
  } else {
    await noteGuardChanges(session);
  }
}

/** What differs from what was noted is put back at once: the user's next git would run it. */
export async function noteGuardChanges(session: Session): Promise<void> {
  const { ports, state } = session;
  if (ports.commands.report.kind !== 'none' || state.guard?.open !== null) {
    return;
  }
  const changes = guardedChanges(state.guard.entries, await ports.guard.look());
  if (changes.length > 0) {
    await session.record({ type: 'guard.changed', changes });
    await putBack(session, changes);
  }
}

/** Asks about a change, which is put back by then, or does what was decided. */
export async function stepGuard(session: Session): Promise<void> {
  const open = session.state.guard?.open ?? null;
  if (open === null) {
    return;
  }
  const { changes, stage } = open;
  await stepPutBack(session, {
    ...{ step: 'guard', stage, rule: guardRule, acts: guardActs(changes), digest: digestOf(session, changes) },
    undo: async () => {
      const stuck = await putBack(session, changes);
      return stuck.length === 0 ? [] : [`Could not be put back, so do that by hand: ${stuck.join(', ')}.`];
    },
    redo: async () => {
      await session.ports.guard.put(changes, 'after');
      return { kind: 'allowed' };
    },
    facts: () => Promise.resolve(guardFacts(changes)),
    keep: () => Promise.resolve(),
    settled: (how) => {
      const outcome = how.kind === 'allowed' ? 'allowed' : 'denied';
      return { type: 'guard.settled', outcome, text: guardNote(changes, how) };
    },
  });
}

function putBack({ ports }: Session, changes: readonly GuardedChange[]): Promise<string[]> {
  return ports.guard.put(changes, 'before');
}

function digestOf({ ports }: Session, changes: readonly GuardedChange[]): string {
  return ports.digest(JSON.stringify(changes));
}
