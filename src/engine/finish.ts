import { phaseOf } from '../core/phase';
import { TaskError, toErrorData } from '../core/errors';
import type { ErrorData, EventBody, Outcome } from '../protocol';
import { keepChanges } from './checkpointing';
import type { Session } from './session';

type CommandResult = Extract<EventBody, { type: 'tool.result' }>;

/** Ends the task, whatever it was about to do; what it changed is kept for review where that can be done. */
export async function finish(session: Session, outcome: Outcome): Promise<void> {
  try {
    await keepChanges(session);
  } catch (error) {
    await session.settled();
    session.ports.log.warn(`The last changes of task ${session.task.id} were not kept: ${toErrorData(error).message}`);
  }
  await session.recordIf((state) => (state.outcome === null ? { type: 'finished', outcome } : null));
}

/** Says how the work ended: a claim counts as verified only by the receipt of a check. */
export async function conclude(session: Session): Promise<void> {
  await keepChanges(session);
  await session.recordStep('conclude', { type: 'finished', outcome: outcomeOf(session) });
}

function outcomeOf({ task, state, events }: Session): Outcome {
  const { receipt } = state;
  if (state.taken) {
    return { kind: 'taken', ...(receipt === null ? {} : { receipt }) };
  }
  if (phaseOf(task, state) === 'ask') {
    return { kind: 'answered' };
  }
  const ran = events.findLast((event) => event.type === 'tool.result');
  if (task.engine.kind === 'command' && ran !== undefined && ran.outcome !== 'ok') {
    return { kind: 'failed', error: commandError(ran) };
  }
  return task.verify !== null && receipt?.exitCode === 0 ? { kind: 'verified', receipt } : { kind: 'unverified' };
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
