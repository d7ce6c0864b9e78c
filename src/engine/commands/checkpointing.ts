import type { Checkpoint } from '../../core/worktrees/worktreePorts';
import type { CallId, Effect } from '../../protocol';
import { noteControlChanges, putBackControl } from '../steps/controlStep';
import { noteGuardChanges, noteOwnIgnored } from '../steps/guardStep';
import type { Session } from '../session';

/** Keeps all files as they are now, and tells what has changed since the snapshot. */
export async function takeCheckpoint(session: Session): Promise<Checkpoint> {
  const written = session.files.take();
  return record(session, { checkpoint: await session.ports.checkpoints.take(`turn ${session.state.turn}`), written });
}

/** Takes a checkpoint when something may have changed files since the last one. */
export async function keepChanges(session: Session): Promise<void> {
  if (session.state.unkept) {
    await takeCheckpoint(session);
  }
}

/** As `keepChanges`, and makes sure that every file was looked at since something last changed one. */
export async function keepResult(session: Session): Promise<void> {
  if (session.state.unscanned) {
    await takeCheckpoint(session);
  }
}

/** Keeps what a call did. Of one that writes through our own tools the paths are known, so only those are looked at. */
export async function keepCall(
  session: Session,
  { callId, tool, effect }: { callId: CallId; tool: string; effect: Effect },
): Promise<void> {
  if (!session.state.unkept) {
    return;
  }
  const written = session.files.take();
  const changed = effect === 'write' ? [written] : [];
  const taken = await session.ports.checkpoints.take(`turn ${session.state.turn}: ${tool}`, ...changed);
  await record(session, { checkpoint: taken, written, callId });
}

interface Taken {
  checkpoint: Checkpoint;
  /** The paths that our own tools have written since the last one. */
  written: readonly string[];
  callId?: CallId;
}

/** Control files that something has changed which ran are put back at once, so what follows goes on without them. */
async function record(session: Session, { checkpoint, written, callId }: Taken): Promise<Checkpoint> {
  const wasOpen = session.state.control !== null;
  await noteControlChanges(session, checkpoint, written);
  const { turn, files, control } = session.state;
  const { commit, tree, isWhole } = checkpoint;
  const how = { ...(callId === undefined ? {} : { callId }), ...(isWhole ? {} : { partial: true as const }) };
  await session.record({ type: 'checkpoint', commit, tree, turn, ...how });
  const { withheld = [] } = checkpoint;
  if (isWhole && withheld.join('\n') !== session.state.withheld.join('\n')) {
    await session.record({ type: 'secret.withheld', paths: withheld });
  }
  if (JSON.stringify(checkpoint.files) !== JSON.stringify(files)) {
    await session.record({ type: 'files.changed', files: checkpoint.files });
  }
  await noteOwnIgnored(session, written);
  if (isWhole) {
    await noteGuardChanges(session);
  }
  if (wasOpen || control === null) {
    return checkpoint;
  }
  await putBackControl(session, control);
  return takeCheckpoint(session);
}
