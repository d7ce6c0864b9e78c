import { GitError, TaskError } from '../../core/errors';
import type { Git } from '../../core/worktrees/gitPorts';
import type { ProcessesIn } from '../../core/worktrees/worktreeCarePorts';
import type { Adopted, RepoWorkspace, Task, TaskView, Workspace } from '../../protocol';
import type { Base } from './joinedBases';

/** The worktree that another program made, as it stands. Throws `GitError('worktree-missing')` when it is gone by now. */
export async function adoptedWorkspace(git: Git, adopted: Adopted, [base]: readonly Base[]): Promise<Workspace> {
  const { worktree, gitDir, branch } = adopted;
  const isThere = await git.facts(worktree).then(
    (facts) => facts.gitDir === gitDir && facts.root === worktree,
    () => false,
  );
  if (base === undefined || !isThere) {
    throw new GitError('worktree-missing', `${worktree} is gone, so the work in it can't be gone on with.`, {
      hint: 'Put the worktree back, then retry; or discard the task, which keeps what was seen of it.',
    });
  }
  return { repos: [{ ...base, worktree, gitDir, branch }], carried: [] };
}

/** The branch that is moved with the task: that of another program stays where it left it. */
export function ownBranch({ adopted }: Task, { branch, worktree }: RepoWorkspace): string | null {
  return worktree === adopted?.worktree ? null : branch;
}

/** What another program has running in its worktree would lose the ground under its feet. */
export async function refuseWorkedIn({ task, app }: TaskView, processesIn: ProcessesIn | undefined): Promise<void> {
  const path = app.workspace?.repos[0].worktree;
  if (path === undefined || path !== task.adopted?.worktree || processesIn === undefined) {
    return;
  }
  const found = await processesIn(path).catch(() => []);
  if (found.length > 0) {
    const by = found.slice(0, 3).join(', ');
    throw new TaskError('not-possible-now', `The task was not discarded: process ${by} works in ${path}.`, {
      hint: 'End it first, then discard again.',
    });
  }
}
