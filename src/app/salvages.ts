import { GitError, TaskError } from '../core/errors';
import type { CheckoutRef, FileCarrier, Git } from '../core/gitPorts';
import type { Log } from '../core/ports';
import type { ObjectName, RepoWorkspace, TaskView } from '../protocol';
import { taskRefs } from './taskRefs';
import type { Beginning } from './worktreePlaces';

interface Deps {
  git: Git;
  carrier: Pick<FileCarrier, 'size'>;
  log: Log;
}

/**
 * The last states of discarded worktrees. A salvage is a commit of all files, tracked and untracked; its first parent
 * is where the branch was, the others keep the task's snapshot and checkpoints from being collected.
 */
export class Salvages {
  constructor(private readonly deps: Deps) {}

  /** Returns the salvage of the first repository; null when the task had no worktree or it is gone with its repository. */
  async keep(view: TaskView): Promise<ObjectName | null> {
    const kept: (ObjectName | null)[] = [];
    for (const repo of view.app.workspace?.repos ?? []) {
      kept.push(await this.keepOne(view, repo));
    }
    return kept[0] ?? null;
  }

  async find({ task }: TaskView, { root }: Pick<RepoWorkspace, 'root'>): Promise<Beginning> {
    const { git } = this.deps;
    const salvage = await git.readRef(root, taskRefs.salvage(task.id));
    const tip = salvage === null ? undefined : (await git.parentsOf(root, salvage))[0];
    if (salvage === null || tip === undefined) {
      throw new TaskError('not-possible-now', `What this task left is no longer in ${root}, so it can't be restored.`, {
        hint: 'Run the task again.',
      });
    }
    return { commit: tip, content: salvage };
  }

  /** Lets git collect them. A repository that is gone has none. */
  async drop({ task, app }: TaskView): Promise<void> {
    for (const { root } of app.workspace?.repos ?? []) {
      try {
        await this.deps.git.updateRef(root, taskRefs.salvage(task.id), null);
      } catch (error) {
        if (!isGone(error)) {
          throw error;
        }
        this.deps.log.warn(`${root} is gone, and with it what task ${task.id} left.`);
      }
    }
  }

  private async keepOne({ task, run }: TaskView, repo: RepoWorkspace): Promise<ObjectName | null> {
    const { git, carrier } = this.deps;
    try {
      const tip = (await git.readRef(repo.root, `refs/heads/${repo.branch ?? ''}`)) ?? repo.snapshot;
      const checkpoint = run.checkpoint?.commit ?? null;
      const state = (await this.stateOf(repo)) ?? checkpoint ?? repo.snapshot;
      const parents = [...new Set([tip, repo.snapshot, ...(checkpoint === null ? [] : [checkpoint])])];
      const salvage = await git.commitTree(repo.root, {
        tree: await git.treeOf(repo.root, state),
        parents,
        message: `Last state of ${task.title}`,
      });
      await git.updateRef(repo.root, taskRefs.salvage(task.id), salvage);
      return salvage;
    } catch (error) {
      if (!isGone(error)) {
        throw error;
      }
      if ((await carrier.size(repo.worktree, 1)) > 0) {
        throw new GitError(
          'not-a-repository',
          `The task was not discarded: ${repo.root} is gone, so nothing could be kept.`,
          {
            cause: error,
            hint: `Put the repository back, or remove ${repo.worktree} yourself and discard again.`,
          },
        );
      }
      return null;
    }
  }

  /** The files as they are; null when the folder is gone. Also when only git's data about the worktree is gone. */
  private async stateOf(repo: RepoWorkspace): Promise<ObjectName | null> {
    const { worktree, gitDir, commonDir } = repo;
    const places: CheckoutRef[] = [
      { worktree, gitDir, commonDir },
      { worktree, gitDir: commonDir, commonDir },
    ];
    for (const at of places) {
      try {
        return await this.deps.git.snapshot(at, { parent: repo.snapshot, message: 'Last state', exactBytes: true });
      } catch (error) {
        if (!(error instanceof GitError) || error.reason !== 'worktree-missing') {
          throw error;
        }
      }
    }
    return null;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof GitError && (error.reason === 'not-a-repository' || error.reason === 'worktree-missing');
}
