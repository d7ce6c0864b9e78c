import { checksOf } from '../../core/checks/checks';
import type { Step } from '../../core/run/nextStep';
import { runAside } from '../model/asideRuns';
import type { Session } from '../session';

/** Runs the commands of the task's checks on what an update would make. */
export async function stepTrial(
  session: Session,
  { trial: { commit, tree } }: Extract<Step, { kind: 'trial' }>,
  signal: AbortSignal,
): Promise<void> {
  const commands = checksOf(session.task).flatMap((check) => (check.kind === 'command' ? [check.command] : []));
  await runAside(
    session,
    { name: 'trial', kept: { commit, tree }, commands },
    (receipts) => session.record({ type: 'update.tried', receipts }),
    signal,
  );
}

/** Runs what somebody wants to know of another commit. */
export async function stepTryout(
  session: Session,
  { tryout: { tryoutId, commit, tree, commands } }: Extract<Step, { kind: 'tryout' }>,
  signal: AbortSignal,
): Promise<void> {
  await runAside(
    session,
    { name: 'tryout', kept: { commit, tree }, commands },
    (receipts, said = '') =>
      session.record({ type: 'tryout.done', tryoutId, receipts, ...(said === '' ? {} : { said }) }),
    signal,
  );
}
