import { GitError, TaskError, toErrorData } from '../../core/errors';
import type { CheckoutRef } from '../../core/worktrees/checkoutRef';
import { liveEvents } from '../../core/conversation/liveEvents';
import { foldRun, initialRun } from '../../core/run/runReducer';
import { startingPointAt } from '../../core/run/startingPointAt';
import type { TaskStep } from '../../core/views/taskSteps';
import type {
  BranchMove,
  EventBody,
  ObjectName,
  RepoWorkspace,
  Restore,
  RestoreWhat,
  StartingPoint,
  TaskId,
  TaskView,
} from '../../protocol';
import { followBase } from '../bases/baseChanges';
import { memberMoves } from '../bases/memberMoves';
import type { IdleTasks } from '../fleet/idleTasks';
import { taskRefs } from './taskRefs';
import { pointOf } from './taskPoints';

/**
 * Takes tasks back to a step. What the files were until then becomes a checkpoint too, below the one that they are taken
 * back by, so nothing is lost and any step can be gone to from any other. For tasks that are owned and do not run.
 */
export class Restores {
  constructor(private readonly deps: IdleTasks) {}

  /**
   * `fence` is the owner's token. Throws `GitError` when the files could not be set back, and then nothing is changed; or
   * `TaskError('not-possible-now')`.
   */
  async restoreTo(view: TaskView, { toSeq, what }: { toSeq: number; what: RestoreWhat }, fence: number): Promise<void> {
    const { landing } = view.app;
    if (landing.kind === 'discarded') {
      throw new TaskError('not-possible-now', 'This task was discarded.', { hint: 'Restore it first.' });
    }
    const events = this.deps.store.events(view.task.id);
    const { step, repo } = pointOf(view, events, toSeq);
    const base = startingPointAt(events, toSeq, repo);
    const files = what === 'conversation' ? null : await this.plan(view, { repo, step, base });
    const restore: Restore = { restoreId: this.deps.ids.short(), toSeq, what, files };
    await this.deps.store.append(view.task.id, { type: 'restore.intent', restore });
    await this.carryOut(view, restore, { fence, leaveOthers: false });
  }

  /** Finishes what a crash left half done; files that were changed since are left as they are. */
  async recover(view: TaskView, fence: number): Promise<void> {
    if (view.app.restoring !== null) {
      await this.carryOut(view, view.app.restoring, { fence, leaveOthers: true });
    }
  }

  /** Both sides are held by the task's ref before anything names them. */
  private async plan(
    view: TaskView,
    { repo, step, base }: { repo: RepoWorkspace; step: TaskStep; base: StartingPoint },
  ): Promise<Restore['files']> {
    const { git } = this.deps;
    const { root } = repo;
    const parent = view.run.checkpoint?.commit ?? repo.snapshot;
    const tree = step.kept?.tree ?? (await git.treeOf(root, base.snapshot));
    const before = await git.snapshot(placeOf(view, repo), {
      parent,
      message: `Before going back to step ${step.number}`,
    });
    const moved = await this.otherBase(view, repo, base);
    const parents = [before, ...(moved.branch === undefined ? [] : [moved.branch.from])];
    const after = await git.commitTree(root, { tree, parents, message: `Back to step ${step.number}` });
    await git.updateRef(root, taskRefs.checkpoint(view.task.id), after);
    return { before, after, tree, changes: await git.changes(root, base.snapshot, tree), ...moved };
  }

  /** A step from before or after an update: what its change differs from, and the branch, go there with it. */
  private async otherBase(
    { task, app: { workspace } }: TaskView,
    { root, branch, snapshot, head, headName, uncommitted }: RepoWorkspace,
    to: StartingPoint,
  ): Promise<Pick<NonNullable<Restore['files']>, 'base' | 'branch' | 'members'>> {
    const { git } = this.deps;
    if (to.snapshot === snapshot || workspace === null) {
      return {};
    }
    const tip = branch === null ? null : await git.readRef(root, `refs/heads/${branch}`);
    const members = await memberMoves(git, { task, workspace }, to, backTo);
    const base = { from: { snapshot, head, headName, uncommitted }, to };
    return {
      base,
      ...(tip === null ? {} : { branch: { from: tip, to: to.snapshot } }),
      ...(members.length === 0 ? {} : { members }),
    };
  }

  private async carryOut(
    view: TaskView,
    restore: Restore,
    how: { fence: number; leaveOthers: boolean },
  ): Promise<void> {
    const { git, store } = this.deps;
    const { id } = view.task;
    const { workspace } = view.app;
    const repo = workspace?.repos[0];
    const isTold = store.events(id).some(({ causeId }) => causeId === restore.restoreId);
    if (!isTold && repo !== undefined) {
      await this.setFiles(view, repo, restore, how);
      await this.tell(id, restore, how.fence);
    }
    if (workspace !== null && restore.files?.base !== undefined) {
      const { base, branch = null, members } = restore.files;
      await followBase(git, workspace, { taskId: id, base, branch, members });
    }
    await store.append(id, { type: 'restore.done' });
    await store.catchUp(id);
  }

  private async setFiles(
    view: TaskView,
    repo: RepoWorkspace,
    { files }: Restore,
    { leaveOthers }: { leaveOthers: boolean },
  ): Promise<void> {
    const { git, store } = this.deps;
    if (files === null) {
      return;
    }
    try {
      await git.applyDifference(placeOf(view, repo), files.before, files.after, { leaveOthers });
    } catch (error) {
      await store.append(view.task.id, { type: 'restore.failed', error: toErrorData(error) });
      // The next checkpoint is made on what the ref holds.
      await git.updateRef(repo.root, taskRefs.checkpoint(view.task.id), files.before);
      throw explained(error);
    }
  }

  private async tell(taskId: TaskId, { restoreId, toSeq, what, files }: Restore, fence: number): Promise<void> {
    const { store } = this.deps;
    const { plan } = liveEvents(store.events(taskId), toSeq).reduce(foldRun, initialRun);
    const body: EventBody = {
      ...{ type: 'restored', toSeq, what },
      ...(what === 'files' ? {} : { plan }),
      ...(files?.base === undefined ? {} : { base: files.base }),
      ...{ checkpoint: files === null ? null : { commit: files.after, tree: files.tree }, files: files?.changes ?? [] },
    };
    await this.deps.files.appendEvents(taskId, [body], { fence, causeId: restoreId });
  }
}

function backTo(_repo: RepoWorkspace, from: ObjectName, to: ObjectName): Promise<BranchMove> {
  return Promise.resolve({ from, to });
}

/** The user's checkout, with its own index, or a worktree by our own records. */
function placeOf({ task }: TaskView, repo: RepoWorkspace): string | CheckoutRef {
  return task.place === 'here' ? repo.root : repo;
}

function explained(error: unknown): unknown {
  if (!(error instanceof GitError) || error.reason !== 'does-not-apply') {
    return error;
  }
  const message = 'The task was not taken back: a file was changed in the same moment. Its files are as they were.';
  return new GitError('does-not-apply', message, { cause: error, hint: 'Try again.' });
}
