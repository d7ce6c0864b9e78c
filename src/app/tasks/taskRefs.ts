import type { TaskId } from '../../protocol';

/** The refs that keep a task's objects from being collected, in each of its repositories. */
export const taskRefs = {
  snapshot: (taskId: TaskId) => `refs/background-agents/snapshots/${taskId}`,
  /** Written by the runner. */
  checkpoint: (taskId: TaskId) => `refs/background-agents/checkpoints/${taskId}`,
  salvage: (taskId: TaskId) => `refs/background-agents/salvage/${taskId}`,
  /** The user's checkout as it was before an undo. */
  checkout: (taskId: TaskId) => `refs/background-agents/salvage/checkout/${taskId}`,
  landed: (taskId: TaskId) => `refs/background-agents/applies/${taskId}/landed`,
  applied: (taskId: TaskId, side: 'before' | 'after') => `refs/background-agents/applies/${taskId}/${side}`,
  /** What was pushed for a pull request. */
  pull: (taskId: TaskId) => `refs/background-agents/pulls/${taskId}`,
} as const;
