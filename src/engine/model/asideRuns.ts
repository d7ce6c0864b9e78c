import { CheckId, type ObjectName, type Receipt } from '../../protocol';
import { runCheck } from '../checks/checkRun';
import { Halt } from '../halt';
import type { Session } from '../session';

interface Aside {
  /** What their outputs are kept under begins with it. */
  name: 'trial' | 'tryout';
  kept: { commit: ObjectName; tree: ObjectName };
  commands: readonly string[];
}

/**
 * Runs commands on other files than the task's, until one is red. The task and its worktree stay as they are. What is
 * stopped comes to nothing, which `done` records; what is suspended is made again. `said` is what a red one printed last.
 */
export async function runAside(
  session: Session,
  { name, kept, commands }: Aside,
  done: (receipts: Receipt[], said?: string) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const receipts: Receipt[] = [];
  let said: string | undefined;
  const own = session.state.checkpoint?.tree ?? kept.tree;
  try {
    for (const command of commands) {
      if (receipts.every(({ exitCode }) => exitCode === 0)) {
        const checkId = CheckId.parse(`${name}-${session.ports.ids.short()}`);
        const ran = await runCheck(session, { checkId, command, kept, own }, signal);
        receipts.push(ran.receipt);
        said = ran.receipt.exitCode === 0 ? undefined : (ran.failed ?? ran.tail);
      }
    }
  } catch (error) {
    const isSuspended = signal.reason instanceof Halt && signal.reason.by === 'suspend';
    if (!isSuspended) {
      await done([]);
    }
    throw error;
  }
  await done(receipts, said);
}
