import { GitError, TaskError, toErrorData } from '../core/errors';
import type { CheckoutRef } from '../core/worktrees/gitPorts';
import { liveEvents } from '../core/conversation/liveEvents';
import { foldRun, initialRun } from '../core/run/runReducer';
import type { TaskStep } from '../core/views/taskSteps';
import type { RepoWorkspace, Restore, RestoreWhat, TaskView } from '../protocol';
import type { IdleTasks } from './idleTasks';
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
    const { step, repo } = pointOf(view, this.deps.store.events(view.task.id), toSeq);
    const files = what === 'conversation' ? null : await this.plan(view, repo, step);
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
  private async plan(view: TaskView, repo: RepoWorkspace, step: TaskStep): Promise<Restore['files']> {
    const { git } = this.deps;
    const { root, snapshot } = repo;
    const parent = view.run.checkpoint?.commit ?? snapshot;
    const tree = step.kept?.tree ?? (await git.treeOf(root, snapshot));
    const before = await git.snapshot(placeOf(view, repo), {
      parent,
      message: `Before going back to step ${step.number}`,
    });
    const after = await git.commitTree(root, { tree, parents: [before], message: `Back to step ${step.number}` });
    await git.updateRef(root, taskRefs.checkpoint(view.task.id), after);
    return { before, after, tree, changes: await git.changes(root, snapshot, tree) };
  }

  private async carryOut(
    view: TaskView,
    restore: Restore,
    { fence, leaveOthers }: { fence: number; leaveOthers: boolean },
  ): Promise<void> {
    const { git, store, files } = this.deps;
    const { id } = view.task;
    const repo = view.app.workspace?.repos[0];
    const { restoreId, toSeq, what } = restore;
    const isTold = store.events(id).some(({ causeId }) => causeId === restoreId);
    if (!isTold && repo !== undefined) {
      try {
        if (restore.files !== null) {
          const { before, after } = restore.files;
          await git.applyDifference(placeOf(view, repo), before, after, { leaveOthers });
        }
      } catch (error) {
        await store.append(id, { type: 'restore.failed', error: toErrorData(error) });
        throw explained(error);
      }
      const kept = restore.files === null ? null : { commit: restore.files.after, tree: restore.files.tree };
      const { plan } = liveEvents(store.events(id), toSeq).reduce(foldRun, initialRun);
      const then = { toSeq, what, ...(what === 'files' ? {} : { plan }) };
      const body = { type: 'restored', ...then, checkpoint: kept, files: restore.files?.changes ?? [] } as const;
      await files.appendEvents(id, [body], { fence, causeId: restoreId });
    }
    await store.append(id, { type: 'restore.done' });
    await store.catchUp(id);
  }
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
