import { GitError, TaskError } from '../../core/errors';
import type { CheckoutRef } from '../../core/worktrees/checkoutRef';
import type { Cone } from '../../core/worktrees/cone';
import type { FileCarrier, Git } from '../../core/worktrees/gitPorts';
import type { Rest } from '../../core/worktrees/salvagePorts';
import type { Log } from '../../core/ports';
import type { LeftOut, ObjectName, RepoWorkspace, TaskView } from '../../protocol';
import { taskRefs } from '../tasks/taskRefs';
import type { Beginning } from './worktreePlaces';

interface Deps {
  git: Git;
  carrier: Pick<FileCarrier, 'size'>;
  log: Log;
}

interface LastState {
  state: ObjectName;
  rest: Rest;
  /** Where HEAD has been: commits that nothing else may hold. */
  log: ObjectName[];
}

const maxLogged = 100;

/** What of a task is kept: the salvage of its first repository, and what of all is in none. */
export interface KeptSalvage {
  salvage: ObjectName | null;
  left: LeftOut[];
}

/** What a discarded task's worktree is made of again. */
export interface FoundSalvage {
  beginning: Beginning;
  rest: Rest | null;
}

/**
 * The last states of discarded worktrees. A salvage is a commit of all files, tracked and untracked; its first parent
 * is where the branch was, the next keep the task's snapshot and checkpoints, and commits that the agent left behind, from being collected, and the last holds
 * the rest of the folder: small ignored files, exact bytes, rights.
 */
export class Salvages {
  constructor(private readonly deps: Deps) {}

  /** `salvage` is null when the task had no worktree or it is gone with its repository. */
  async keep(view: TaskView): Promise<KeptSalvage> {
    const kept: KeptSalvage[] = [];
    for (const repo of view.app.workspace?.repos ?? []) {
      kept.push(await this.keepOne(view, repo));
    }
    return { salvage: kept[0]?.salvage ?? null, left: kept.flatMap(({ left }) => left) };
  }

  async find({ task }: TaskView, { root }: Pick<RepoWorkspace, 'root'>): Promise<FoundSalvage> {
    const { git } = this.deps;
    const salvage = await git.readRef(root, taskRefs.salvage(task.id));
    const tip = salvage === null ? undefined : (await git.parentsOf(root, salvage))[0];
    if (salvage === null || tip === undefined) {
      throw new TaskError('not-possible-now', `What this task left is no longer in ${root}, so it can't be restored.`, {
        hint: 'Run the task again.',
      });
    }
    return { beginning: { commit: tip, content: salvage }, rest: await git.restOf(root, salvage) };
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

  private async keepOne(view: TaskView, repo: RepoWorkspace): Promise<KeptSalvage> {
    try {
      return await this.write(view, repo);
    } catch (error) {
      if (!isGone(error)) {
        throw error;
      }
      if ((await this.deps.carrier.size(repo.worktree, 1)) > 0) {
        throw new GitError(
          'not-a-repository',
          `The task was not discarded: ${repo.root} is gone, so nothing could be kept.`,
          {
            cause: error,
            hint: `Put the repository back, or remove ${repo.worktree} yourself and discard again.`,
          },
        );
      }
      return { salvage: null, left: [] };
    }
  }

  private async write(view: TaskView, repo: RepoWorkspace): Promise<KeptSalvage> {
    const { git } = this.deps;
    const { task } = view;
    const tip = (await git.readRef(repo.root, `refs/heads/${repo.branch ?? ''}`)) ?? repo.snapshot;
    const last = await this.stateOf(repo, view.app.workspace?.sparse);
    const checkpoints = checkpointsIn(view, repo);
    const rests = last === null ? [] : [last.rest.commit];
    const salvage = await git.commitTree(repo.root, {
      tree: await git.treeOf(repo.root, last?.state ?? checkpoints[0] ?? repo.snapshot),
      parents: [...new Set([tip, repo.snapshot, ...checkpoints, ...(last?.log ?? []), ...rests])],
      message: `Last state of ${task.title}`,
    });
    await git.updateRef(repo.root, taskRefs.salvage(task.id), salvage);
    return { salvage, left: last?.rest.left ?? [] };
  }

  /** The files as they are; null when the folder is gone. Also when only git's data about the worktree is gone. */
  private async stateOf(repo: RepoWorkspace, given: Cone | undefined): Promise<LastState | null> {
    const { git } = this.deps;
    const { worktree, gitDir, commonDir, snapshot: parent } = repo;
    const places: { at: CheckoutRef; part: { given?: Cone } }[] = [
      { at: { worktree, gitDir, commonDir }, part: {} },
      { at: { worktree, gitDir: commonDir, commonDir }, part: given === undefined ? {} : { given } },
    ];
    for (const { at, part } of places) {
      try {
        const state = await git.snapshot(at, { parent, message: 'Last state', exactBytes: true, ...part });
        const rest = await git.keepRest(at, state, { checkout: repo.root });
        return { state, rest, log: (await git.headLog(at)).slice(0, maxLogged) };
      } catch (error) {
        if (!(error instanceof GitError) || error.reason !== 'worktree-missing') {
          throw error;
        }
      }
    }
    return null;
  }
}

/** Checkpoints are commits of the first repository of a task. */
function checkpointsIn({ run, app }: TaskView, { root }: RepoWorkspace): ObjectName[] {
  return run.checkpoint === null || app.workspace?.repos[0].root !== root ? [] : [run.checkpoint.commit];
}

function isGone(error: unknown): boolean {
  return error instanceof GitError && (error.reason === 'not-a-repository' || error.reason === 'worktree-missing');
}
