import type { Git } from '../../core/worktrees/gitPorts';
import { applyDifference } from './checkout/applyDifference';
import { bases } from './repository/bases';
import { commits } from './objects/commits';
import { conflicts } from './changes/conflicts';
import { folds } from './changes/folds';
import { GitProcess } from './process/gitProcess';
import { JoinedFolders } from './worktrees/joinedFolders';
import { type Separate, withJoined } from './repository/joinedGit';
import { movedWorktrees } from './worktrees/movedWorktrees';
import { PerRepoQueue } from './process/perRepoQueue';
import { partTrees } from './objects/partTrees';
import { pushes } from './landing/pushes';
import { radar } from './changes/radar';
import type { Remotes } from './repository/remotes';
import { Repositories } from './repository/repositories';
import { GitRepositoryGuard } from './repository/repositoryGuard';
import { reviewTexts } from './changes/reviewTexts';
import { salvageRest } from './salvage/salvageRest';
import { spares } from './worktrees/spares';
import { sparseGit } from './worktrees/sparseGit';
import { submoduleEdits } from './worktrees/submoduleEdits';
import { trees } from './objects/trees';
import { userCommits } from './landing/userCommits';
import { userRefs } from './objects/userRefs';
import { worktreeFacts } from './worktrees/worktreeFacts';
import { worktrees } from './worktrees/worktrees';

/**
 * Git by its own program, found on the PATH unless `executable` names it. One per process: it holds the write queues.
 * `joinedDir`: where the git data of several repositories together is; without it there are none.
 */
export function createGit(executable?: string, remotes: Remotes = 'network', joinedDir: string | null = null): Git {
  const process = new GitProcess(executable);
  const folders = new JoinedFolders(joinedDir);
  const repositories = new Repositories(process, folders);
  const queue = new PerRepoQueue();
  const git: Separate = {
    version: () => process.version(),
    root: (path) => repositories.root(path),
    facts: (path) => repositories.facts(path),
    ...bases({ process, repositories, queue, remotes }),
    ...commits(repositories, queue),
    ...worktrees(repositories, queue),
    ...movedWorktrees(repositories, queue),
    ...spares(repositories),
    ...sparseGit(repositories, queue),
    ...submoduleEdits(process),
    ...trees(repositories),
    ...partTrees(repositories),
    ...conflicts(repositories),
    ...folds(repositories),
    ...userCommits(repositories),
    ...userRefs(repositories, queue),
    ...salvageRest(repositories, queue),
    ...pushes({ repositories, remotes }),
    ...worktreeFacts(repositories),
    guarded: (at) => new GitRepositoryGuard(at).look('git'),
    ...reviewTexts(repositories),
    ...radar(process, repositories),
    async applyDifference(at, from, to, { leaveOthers } = { leaveOthers: false }) {
      const repo = await repositories.open(at);
      return queue.run(repo.at.commonDir, (lock) => applyDifference(repo, { from, to, leaveOthers, lock }));
    },
  };
  return withJoined(git, { process, repositories, folders, queue });
}
