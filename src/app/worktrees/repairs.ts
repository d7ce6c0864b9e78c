import { GitError, TaskError } from '../../core/errors';
import type { Fault } from '../../core/worktrees/faults';
import type { IndexLocks } from '../../core/worktrees/faultPorts';
import type { Git } from '../../core/worktrees/gitPorts';
import type { RepoWorkspace, Task, TaskId, TaskView, Workspace } from '../../protocol';

interface Deps {
  git: Pick<
    Git,
    'facts' | 'findMoved' | 'headLog' | 'listWorktrees' | 'moveBranch' | 'movedAt' | 'putBack' | 'readRef'
  >;
  fleet: { discard(taskId: TaskId): Promise<void>; restore(taskId: TaskId): Promise<void> };
  indexLocks: IndexLocks;
}

const ourBranch = /^agents[/-]/;

/** What was deleted, moved or left behind around a task by hand or by a crash, and its mending. */
export class Repairs {
  constructor(private readonly deps: Deps) {}

  /** Only looks. Empty when nothing is wrong, or the task has no worktree yet or any more. */
  async look({ app, task }: TaskView): Promise<Fault[]> {
    const isGone = app.landing.kind === 'discarded' || app.landing.kind === 'discarding';
    const found: Fault[] = [];
    for (const repo of isGone ? [] : ownRepositories(task, app.workspace)) {
      found.push(...(await this.ofRepository(task, repo)));
    }
    // What makes one of several worktrees again makes all of them.
    const first = found.find(isMadeAgain);
    return found.filter((fault) => fault === first || !isMadeAgain(fault));
  }

  /**
   * The fault of a worktree that is not found and that a person says is in a folder. Only looks. Throws
   * `TaskError('not-possible-now')` when the folder is no worktree of the task, or none is missing.
   */
  async movedTo(view: TaskView, folder: string): Promise<Fault> {
    const missing = (await this.look(view)).find((fault) => fault.kind === 'worktree-missing');
    for (const repo of missing === undefined ? [] : ownRepositories(view.task, view.app.workspace)) {
      const movedTo = await this.deps.git.movedAt(repo, folder);
      if (movedTo !== null) {
        return { kind: 'worktree-missing', worktree: repo.worktree, movedTo };
      }
    }
    throw new TaskError(
      'not-possible-now',
      missing === undefined
        ? 'Nothing was repaired: the worktree of this task is in its place.'
        : `Nothing was repaired: ${folder} is not the worktree of this task.`,
      { hint: 'Choose the folder that holds its files and a file named .git, which says whose it is.' },
    );
  }

  /** Mends it, whatever else is wrong. A task whose worktree is made again keeps what it held last, for 30 days too. */
  async repair(view: TaskView, fault: Fault): Promise<void> {
    const { git, fleet, indexLocks } = this.deps;
    const repo = ownRepositories(view.task, view.app.workspace).find((each) => isIn(each, fault));
    if (repo === undefined) {
      return;
    }
    switch (fault.kind) {
      case 'repository-missing':
        throw new TaskError('not-possible-now', `Nothing was repaired: ${fault.root} is still gone.`, {
          hint: 'Put the repository back where it was.',
        });
      case 'worktree-missing':
        if (fault.movedTo !== null) {
          await git.putBack(repo.root, repo, fault.movedTo);
          break;
        }
        await fleet.discard(view.task.id);
        await fleet.restore(view.task.id);
        break;
      case 'branch-missing': {
        const [tip = repo.snapshot] = await git.headLog(repo);
        await git.moveBranch(repo, fault.branch, tip);
        break;
      }
      case 'index-lock':
        await indexLocks.setAside({ worktree: fault.worktree, gitDir: gitDirOf(fault) }, fault.lock);
        break;
    }
  }

  private async ofRepository({ place }: Task, repo: RepoWorkspace): Promise<Fault[]> {
    const facts = await this.deps.git.facts(repo.root).catch(noRepository);
    if (facts === null) {
      return [{ kind: 'repository-missing', root: repo.root }];
    }
    const locks = await this.locks(repo, facts.gitDir);
    return [...(place === 'here' ? [] : await this.ofWorktree(repo)), ...locks];
  }

  private async ofWorktree(repo: RepoWorkspace): Promise<Fault[]> {
    const { root, worktree, gitDir, branch } = repo;
    const found = (await this.deps.git.listWorktrees(root, [])).find((each) => each.gitDir === gitDir);
    if (found?.path !== worktree || found.state !== 'present') {
      return [{ kind: 'worktree-missing', worktree, movedTo: await this.deps.git.findMoved(root, repo) }];
    }
    const isThere = branch === null || (await this.deps.git.readRef(root, `refs/heads/${branch}`)) !== null;
    return isThere ? [] : [{ kind: 'branch-missing', branch, isOurs: ourBranch.test(branch), worktree }];
  }

  /** Of the checkout, which landing needs, and of the worktree, which the agent needs. */
  private async locks(repo: RepoWorkspace, checkoutGitDir: string): Promise<Fault[]> {
    const places = [
      { worktree: repo.root, gitDir: checkoutGitDir },
      { worktree: repo.worktree, gitDir: repo.gitDir },
    ];
    const found: Fault[] = [];
    for (const place of repo.worktree === repo.root ? places.slice(0, 1) : places) {
      const lock = await this.deps.indexLocks.find(place);
      if (lock !== null) {
        found.push({ kind: 'index-lock', lock, worktree: place.worktree });
      }
    }
    return found;
  }
}

/** Without what stands for several of them together, which nobody but us has moved or removed. */
function ownRepositories({ joined }: Task, workspace: Workspace | null): readonly RepoWorkspace[] {
  const repos = workspace?.repos ?? [];
  return joined === undefined ? repos.slice(0, 1) : repos.slice(1);
}

function isIn({ root, worktree }: RepoWorkspace, fault: Fault): boolean {
  return fault.kind === 'repository-missing' ? fault.root === root : [root, worktree].includes(fault.worktree);
}

function isMadeAgain(fault: Fault): boolean {
  return fault.kind === 'worktree-missing' && fault.movedTo === null;
}

function gitDirOf({ lock: { path } }: Extract<Fault, { kind: 'index-lock' }>): string {
  return path.slice(0, -'/index.lock'.length);
}

function noRepository(error: unknown): null {
  if (error instanceof GitError && ['not-a-repository', 'worktree-missing'].includes(error.reason)) {
    return null;
  }
  throw error;
}
