import type { Checkpoint } from '../core/worktreePorts';
import type { Session } from './session';

/** Keeps the files as they are now, and tells what has changed since the snapshot. */
export async function takeCheckpoint(session: Session): Promise<Checkpoint> {
  const { turn, files } = session.state;
  const checkpoint = await session.ports.checkpoints.take(`turn ${turn}`);
  await session.record({ type: 'checkpoint', commit: checkpoint.commit, tree: checkpoint.tree, turn });
  if (JSON.stringify(checkpoint.files) !== JSON.stringify(files)) {
    await session.record({ type: 'files.changed', files: checkpoint.files });
  }
  return checkpoint;
}

/** Takes a checkpoint when something may have changed files since the last one. */
export async function keepChanges(session: Session): Promise<void> {
  const last = session.events.findLast(
    (event) => event.type === 'checkpoint' || (event.type === 'tool.intent' && isChange(event.effect)),
  );
  if (last?.type === 'tool.intent') {
    await takeCheckpoint(session);
  }
}

function isChange(effect: string): boolean {
  return effect === 'write' || effect === 'execute';
}
