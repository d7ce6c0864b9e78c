import type { Landing, ObjectName, TaskView } from '../../protocol';

/** The tree that a task's work led to: the checked one when it is verified, else the newest checkpoint's, if any. */
export function resultTree({ run }: Pick<TaskView, 'run'>): ObjectName | null {
  return run.outcome?.kind === 'verified' ? run.outcome.receipt.tree : (run.checkpoint?.tree ?? null);
}

/** Whether a part of the change is in the checkout and the rest of it can still be taken. */
export function isPartlyApplied(landing: Landing): boolean {
  return landing.kind === 'applied' && (landing.applied.part?.rest ?? 0) > 0;
}

/** The commit that the change is looked at from: the snapshot, with what was taken while something is left to take. */
export function reviewBase({ app }: Pick<TaskView, 'app'>): ObjectName | null {
  const { landing } = app;
  const part = landing.kind === 'applied' ? landing.applied.part : undefined;
  return part !== undefined && part.rest > 0 ? part.taken : (app.workspace?.repos[0].snapshot ?? null);
}
