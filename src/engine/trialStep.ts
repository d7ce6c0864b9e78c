import { checksOf } from '../core/checks/checks';
import type { Step } from '../core/run/nextStep';
import { CheckId, type Receipt } from '../protocol';
import { runCheck } from './checkRun';
import { Halt } from './halt';
import type { Session } from './session';

/**
 * Runs the commands of the task's checks on what an update would make, until one is red. The task and its worktree stay
 * as they are. A trial that is stopped comes to nothing; one that is suspended is made again.
 */
export async function stepTrial(
  session: Session,
  { trial: { commit, tree } }: Extract<Step, { kind: 'trial' }>,
  signal: AbortSignal,
): Promise<void> {
  const receipts: Receipt[] = [];
  const own = session.state.checkpoint?.tree ?? tree;
  try {
    for (const check of checksOf(session.task)) {
      if (check.kind === 'command' && receipts.every(({ exitCode }) => exitCode === 0)) {
        const checkId = CheckId.parse(`trial-${session.ports.ids.short()}`);
        const { command } = check;
        const ran = await runCheck(session, { checkId, command, kept: { commit, tree }, own }, signal);
        receipts.push(ran.receipt);
      }
    }
  } catch (error) {
    const isSuspended = signal.reason instanceof Halt && signal.reason.by === 'suspend';
    if (!isSuspended) {
      await session.record({ type: 'update.tried', receipts: [] });
    }
    throw error;
  }
  await session.record({ type: 'update.tried', receipts });
}
