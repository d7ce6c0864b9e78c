import { CheckId, type ObjectName, type Receipt } from '../protocol';
import { runCheck } from './checkRun';
import { Halt } from './halt';
import type { Session } from './session';

interface Aside {
  /** What their outputs are kept under begins with it. */
  name: 'trial' | 'tryout';
  kept: { commit: ObjectName; tree: ObjectName };
  commands: readonly string[];
}

/**
 * Runs commands on other files than the task's, until one is red. The task and its worktree stay as they are. What is
 * stopped comes to nothing, which `done` records; what is suspended is made again.
 */
export async function runAside(
  session: Session,
  { name, kept, commands }: Aside,
  done: (receipts: Receipt[]) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const receipts: Receipt[] = [];
  const own = session.state.checkpoint?.tree ?? kept.tree;
  try {
    for (const command of commands) {
      if (receipts.every(({ exitCode }) => exitCode === 0)) {
        const checkId = CheckId.parse(`${name}-${session.ports.ids.short()}`);
        const ran = await runCheck(session, { checkId, command, kept, own }, signal);
        receipts.push(ran.receipt);
      }
    }
  } catch (error) {
    const isSuspended = signal.reason instanceof Halt && signal.reason.by === 'suspend';
    if (!isSuspended) {
      await done([]);
    }
    throw error;
  }
  await done(receipts);
}
