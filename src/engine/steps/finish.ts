import { proofOf } from '../../core/checks/checks';
import { TaskError, toErrorData } from '../../core/errors';
import { phaseOf } from '../../core/run/phase';
import type { ErrorData, EventBody, Outcome } from '../../protocol';
import { weakenedCounts } from '../../core/weakenings/weakenedGroups';
import { keepResult } from '../commands/checkpointing';
import type { Session } from '../session';
import { noteWeakened } from '../checks/weakening';

type CommandResult = Extract<EventBody, { type: 'tool.result' }>;

/** Ends the task, whatever it was about to do; what it changed is kept for review where that can be done. */
export async function finish(session: Session, outcome: Outcome): Promise<void> {
  try {
    await keepResult(session);
  } catch (error) {
    await session.settled();
    session.ports.log.warn(`The last changes of task ${session.task.id} were not kept: ${toErrorData(error).message}`);
  }
  await session.recordIf((state) => (state.outcome === null ? { type: 'finished', outcome } : null));
}

/** Says how the work ended: a claim counts as verified only by the receipt of a check. */
export async function conclude(session: Session, signal: AbortSignal): Promise<void> {
  await awaitDependencies(session, signal);
  await keepResult(session);
  if (session.state.checkpoint !== null) {
    await noteWeakened(session, session.state.checkpoint.tree);
  }
  await session.recordStep('conclude', { type: 'finished', outcome: outcomeOf(session) });
}

/** A complete task's worktree is whole, for whoever opens it. One that lacks what could not be copied is complete too. */
async function awaitDependencies(session: Session, signal: AbortSignal): Promise<void> {
  const { task, state, dependencies, ports } = session;
  if (phaseOf(task, state) === 'ask') {
    return;
  }
  try {
    await dependencies.ready(signal);
  } catch (error) {
    signal.throwIfAborted();
    ports.log.warn(`The worktree of task ${task.id} lacks dependencies: ${toErrorData(error).message}`);
  }
}

function outcomeOf({ task, state, events }: Session): Outcome {
  const { receipt } = state;
  const weakened = weakenedCounts(state.weakened);
  if (state.taken) {
    return { kind: 'taken', ...(receipt === null ? {} : { receipt }), ...weakened };
  }
  if (phaseOf(task, state) === 'ask') {
    return { kind: 'answered' };
  }
  const ran = events.findLast((event) => event.type === 'tool.result');
  if (task.engine.kind === 'command' && ran !== undefined && ran.outcome !== 'ok') {
    return { kind: 'failed', error: commandError(ran) };
  }
  const proof = proofOf(task, state);
  return proof === null
    ? { kind: 'unverified', ...weakened }
    : { kind: 'verified', receipt: proof[0], ...(proof.length === 1 ? {} : { receipts: proof }), ...weakened };
}

function commandError({ outcome, exitCode, text }: CommandResult): ErrorData {
  const error = (message: string, hint: string) => toErrorData(new TaskError('command-failed', message, { hint }));
  if (outcome === 'unknown') {
    return error(
      'The command was cut off and may have been carried out in part.',
      'Look at the changes, then retry: the command is run again.',
    );
  }
  const line = text.split('\n').findLast((candidate) => candidate.trim() !== '' && !candidate.startsWith('['));
  const how =
    exitCode === undefined || exitCode === null ? 'did not end by itself' : `ended with exit code ${exitCode}`;
  return error(
    `The command ${how}${line === undefined ? '.' : `: ${line.trim().slice(0, 300)}`}`,
    'Its output has the details. Retry runs it again.',
  );
}
