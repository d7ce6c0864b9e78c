import type { ObjectName, TaskView } from '../protocol';

/** The tree that a task's work led to: the checked one when it is verified, else the newest checkpoint's, if any. */
export function resultTree({ run }: Pick<TaskView, 'run'>): ObjectName | null {
  return run.outcome?.kind === 'verified' ? run.outcome.receipt.tree : (run.checkpoint?.tree ?? null);
}
