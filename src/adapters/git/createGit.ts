import type { Git } from '../../core/worktrees/gitPorts';
import { applyDifference } from './applyDifference';
import { bases } from './bases';
import { commits } from './commits';
import { conflicts } from './conflicts';
import { folds } from './folds';
import { GitProcess } from './gitProcess';
import { JoinedFolders } from './joinedFolders';
import { type Separate, withJoined } from './joinedGit';
import { movedWorktrees } from './movedWorktrees';
import { PerRepoQueue } from './perRepoQueue';
import { partTrees } from './partTrees';
import { pushes } from './pushes';
import { radar } from './radar';
import type { Remotes } from './remotes';
import { Repositories } from './repositories';
import { GitRepositoryGuard } from './repositoryGuard';
import { reviewTexts } from './reviewTexts';
import { salvageRest } from './salvageRest';
import { spares } from './spares';
import { sparseGit } from './sparseGit';
import { trees } from './trees';
import { userCommits } from './userCommits';
import { userRefs } from './userRefs';
import { worktreeFacts } from './worktreeFacts';
import { worktrees } from './worktrees';

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
