import type { Git } from '../core/worktrees/gitPorts';
import type { BaseChange, BranchMove, RepoWorkspace, TaskId } from '../protocol';
import { taskRefs } from './taskRefs';

/** Branch and snapshot ref go along with a task's base. Calling it again does nothing. */
export async function followBase(
  git: Pick<Git, 'readRef' | 'moveBranch' | 'updateRef'>,
  repo: RepoWorkspace,
  { taskId, base, branch }: { taskId: TaskId; base: BaseChange; branch: BranchMove | null },
): Promise<void> {
  if (repo.branch !== null && branch !== null) {
    // Whoever moved it since knows more than we do.
    if ((await git.readRef(repo.root, `refs/heads/${repo.branch}`)) === branch.from) {
      await git.moveBranch(repo, repo.branch, branch.to);
    }
  }
  await git.updateRef(repo.root, taskRefs.snapshot(taskId), base.to.snapshot);
}
