import { guardRule } from '../core/control/controlState';
import { guardActs, guardedChanges, guardFacts, guardNote } from '../core/control/guardTexts';
import { type ApprovalRequest, CallId, type GuardedChange } from '../protocol';
import { newRequestId } from './questions';
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
  if (stage.kind === 'denied') {
    await session.recordStep('guard', { type: 'guard.settled', outcome: 'denied', text: guardNote(changes, stage) });
  } else if (stage.kind === 'allowed' && stage.digest === digestOf(session, changes)) {
    await session.ports.guard.put(changes, 'after');
    await session.recordStep('guard', { type: 'guard.settled', outcome: 'allowed', text: guardNote(changes, stage) });
  } else {
    await ask(session, changes, await putBack(session, changes));
  }
}

function putBack({ ports }: Session, changes: readonly GuardedChange[]): Promise<string[]> {
  return ports.guard.put(changes, 'before');
}

async function ask(session: Session, changes: readonly GuardedChange[], stuck: readonly string[]): Promise<void> {
  const { ports } = session;
  const request: ApprovalRequest = {
    kind: 'approval',
    requestId: newRequestId(session),
    callId: CallId.parse(`guard-${ports.ids.short()}`),
    digest: digestOf(session, changes),
    effect: 'file',
    command: guardActs(changes),
    facts: [
      ...guardFacts(changes),
      ...(stuck.length === 0 ? [] : [`Could not be put back, so do that by hand: ${stuck.join(', ')}.`]),
    ],
    rule: guardRule,
  };
  await session.recordStep('guard', { type: 'approval.request', request });
}

function digestOf({ ports }: Session, changes: readonly GuardedChange[]): string {
  return ports.digest(JSON.stringify(changes));
}
