import type { Git } from '../core/worktrees/gitPorts';
import type { ObjectName, Task } from '../protocol';

/**
 * Where what a task began from is by now: the checkout's commit, or the branch, tag or commit that the task names. Throws
 * `GitError('no-commit')` where that is gone.
 */
export async function followedHead(
  git: Pick<Git, 'headOf' | 'resolveBase'>,
  { base }: Pick<Task, 'base'>,
  root: string,
): Promise<{ head: ObjectName | null; branch: string | null }> {
  return base?.kind === 'ref' ? { head: await git.resolveBase(root, base.name), branch: base.name } : git.headOf(root);
}
