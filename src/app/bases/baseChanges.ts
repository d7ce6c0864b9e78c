import type { Git } from '../../core/worktrees/gitPorts';
import type { BaseChange, BranchMove, MemberMove, RepoWorkspace, TaskId, Workspace } from '../../protocol';
import { taskRefs } from '../tasks/taskRefs';

type Refs = Pick<Git, 'readRef' | 'moveBranch' | 'updateRef'>;

/** Branches and snapshot ref go along with a task's base; `members` are of the repositories after the first. Calling it again does nothing. */
export async function followBase(
  git: Refs,
  { repos: [repo, ...others] }: Workspace,
  {
    taskId,
    base,
    branch,
    members = [],
  }: {
    taskId: TaskId;
    base: BaseChange;
    branch: BranchMove | null;
    members?: readonly MemberMove[] | undefined;
  },
): Promise<void> {
  await follow(git, repo, branch);
  for (const [index, other] of others.entries()) {
    await follow(git, other, members[index]?.branch ?? null);
  }
  await git.updateRef(repo.root, taskRefs.snapshot(taskId), base.to.snapshot);
}

async function follow(git: Refs, repo: RepoWorkspace, branch: BranchMove | null): Promise<void> {
  // Whoever moved it since knows more than we do.
  if (
    repo.branch !== null &&
    branch !== null &&
    (await git.readRef(repo.root, `refs/heads/${repo.branch}`)) === branch.from
  ) {
    await git.moveBranch(repo, repo.branch, branch.to);
  }
}
