import type { Joined, TaskId } from '../../protocol';
import { baseLabel } from '../worktrees/baseLabel';

/** `shared-types, backend (v1.0)`: the repositories of a task, with what they start from where that is not their checkout. */
export function membersLabel({ members }: Joined, titleOf: (taskId: TaskId) => string | undefined): string {
  return members
    .map(({ path, base }) => (base === undefined ? path : `${path} (${baseLabel(base, titleOf)})`))
    .join(', ');
}
