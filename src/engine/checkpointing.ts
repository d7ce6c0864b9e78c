import type { Checkpoint } from '../core/worktrees/worktreePorts';
import type { CallId, Effect } from '../protocol';
import type { Session } from './session';

/** Keeps all files as they are now, and tells what has changed since the snapshot. */
export async function takeCheckpoint(session: Session): Promise<Checkpoint> {
  session.files.take();
  return record(session, await session.ports.checkpoints.take(`turn ${session.state.turn}`));
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
  await record(session, taken, callId);
}

async function record(session: Session, checkpoint: Checkpoint, callId?: CallId): Promise<Checkpoint> {
  const { turn, files } = session.state;
  const { commit, tree, isWhole } = checkpoint;
  const how = { ...(callId === undefined ? {} : { callId }), ...(isWhole ? {} : { partial: true as const }) };
  await session.record({ type: 'checkpoint', commit, tree, turn, ...how });
  if (JSON.stringify(checkpoint.files) !== JSON.stringify(files)) {
    await session.record({ type: 'files.changed', files: checkpoint.files });
  }
  return checkpoint;
}
