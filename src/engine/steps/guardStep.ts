import { guardRule } from '../../core/control/controlState';
import { guardActs, guardedChanges, guardFacts, guardNote } from '../../core/control/guardTexts';
import { isControlFile } from '../../core/files/paths';
import type { Guarded, GuardedChange, GuardScope } from '../../protocol';
import { ownPaths } from '../commands/ownPaths';
import { stepPutBack } from './putBackStep';
import type { Session } from '../session';

/**
 * Without a sandbox commands can write the repository's git data, and everywhere control files that git ignores, which no
 * checkpoint holds; so all of that is noted before. The first look is begun here, and what it found is noted by what this
 * resolves with, which has to be waited for before anything but the model is asked.
 */
export async function takeGuard(session: Session): Promise<() => Promise<void>> {
  const scope = scopeOf(session);
  if (session.state.guard === null) {
    return firstGuard(session, scope);
  }
  await noteGuardChanges(session);
  await widenGuard(session, scope);
  return () => Promise.resolve();
}

function firstGuard(session: Session, scope: GuardScope): () => Promise<void> {
  const looking = session.ports.guard.look(scope);
  // Whoever waits for it is told.
  looking.catch(() => undefined);
  const note = async (): Promise<void> => {
    await session.record({ type: 'guard.taken', scope, entries: await looking });
  };
  let noted: Promise<void> | undefined;
  return () => (noted ??= note());
}

async function widenGuard(session: Session, scope: GuardScope): Promise<void> {
  const { ports } = session;
  const { guard } = session.state;
  if (guard?.open === null && guard.scope !== scope) {
    // What an older version, or a task in a sandbox, did not note is taken as it is now.
    const kept = guard.entries.filter(({ place }) => isIn(guard.scope, place));
    const found = (await ports.guard.look(scope)).filter(({ place }) => !isIn(guard.scope, place));
    await session.record({ type: 'guard.taken', scope: 'both', entries: [...kept, ...found] });
  }
}

function scopeOf({ ports }: Session): GuardScope {
  return ports.commands.report.kind === 'none' ? 'both' : 'ignored';
}

function isIn(scope: GuardScope, place: Guarded['place']): boolean {
  return scope === 'both' || (scope === 'ignored') === (place === 'ignored');
}

/** What differs from what was noted is put back at once: the user's next git, editor or shell would run it. */
export async function noteGuardChanges(session: Session): Promise<void> {
  const { ports, state } = session;
  if (state.guard?.open !== null) {
    return;
  }
  const { entries, scope } = state.guard;
  const looked = scope === 'both' ? scopeOf(session) : scope;
  const changes = guardedChanges(
    entries.filter(({ place }) => isIn(looked, place)),
    await ports.guard.look(looked),
  );
  if (changes.length > 0) {
    await session.record({ type: 'guard.changed', changes });
    await putBack(session, changes);
  }
}

/** Ignored control files that our own tools wrote, which were asked about by themselves, are what they are from now on. */
export async function noteOwnIgnored(session: Session, written: readonly string[]): Promise<void> {
  const { ports, state, spec } = session;
  const { guard } = state;
  const own = ownPaths(written, spec.workspace.repos[0].worktree);
  if (guard?.open !== null || guard.scope === 'git' || ![...own].some(isControlFile)) {
    return;
  }
  const isOwn = ({ place, name }: Guarded): boolean => place === 'ignored' && own.has(name);
  const now = (await ports.guard.look('ignored')).filter(isOwn);
  const before = guard.entries.filter(isOwn);
  if (guardedChanges(before, now).length > 0) {
    const others = guard.entries.filter((entry) => !isOwn(entry));
    await session.record({ type: 'guard.taken', scope: guard.scope, entries: [...others, ...now] });
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
    facts: async () => [...guardFacts(changes), ...(await session.ports.guard.texts(changes))],
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
