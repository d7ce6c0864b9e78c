import { GitError, TaskError, toErrorData } from '../../core/errors';
import { checksOf } from '../../core/checks/checks';
import { resultTree } from '../../core/run/result';
import type {
  AfterUpdate,
  ObjectName,
  RepoWorkspace,
  Resolved,
  RunnerEvent,
  StartingPoint,
  TaskView,
  Update,
  UpdateHow,
  UpdateOnto,
} from '../../protocol';
import { ownBranch } from '../worktrees/adoptedWorkspace';
import { followBase } from './baseChanges';
import { branchMove } from './branchMove';
import type { IdleTasks } from '../fleet/idleTasks';
import { memberMoves } from './memberMoves';
import type { MovedBase } from './movedBase';
import { taskRefs } from '../tasks/taskRefs';
import { cleanOf, type UpdatableFiles, updatableFiles } from './updatableFiles';

const namedPaths = 200;

/**
 * Brings tasks up to a base that moved: their worktree gets what was committed since, merged with what they changed, and
 * from then on their change is what differs from the new base. For tasks that are owned and do not run.
 */
export class Updates {
  constructor(private readonly deps: IdleTasks) {}

  /**
   * `fence` is the owner's token; `resolved` counts while branch and worktree are what it was made for. Resolves with whether the task has to run now, for its checks. Throws
   * `TaskError('not-possible-now')`, or `GitError('conflict')` with the names; then nothing is changed.
   */
  async update(
    view: TaskView,
    then: Exclude<UpdateHow, 'try'>,
    { fence, resolved, onto }: { fence: number; resolved?: Resolved | undefined; onto?: UpdateOnto | undefined },
  ): Promise<'run' | 'done'> {
    const { git, store } = this.deps;
    if (onto !== undefined && store.events(view.task.id).some((event) => isToldIn(event, onto))) {
      return 'run';
    }
    const { repo, files, moved } = await updatableFiles(git, view, onto?.base);
    const isWanted = view.state.kind === 'complete' || then === 'resolve';
    const planned = await this.plan(view, { repo, files, moved, then: isWanted ? then : 'rest', resolved });
    const update = onto === undefined ? planned : { ...planned, note: onto.note };
    // Held by a ref that no checkpoint is made on, so that a crash before the intent has changed nothing.
    await git.updateRef(repo.root, taskRefs.snapshot(view.task.id), update.worktree.to);
    await store.append(view.task.id, { type: 'update.intent', update });
    await this.carryOut(view, update, { fence, leaveOthers: false });
    return update.then === 'rest' ? 'done' : 'run';
  }

  /**
   * Has the commands of a complete task's checks run on what `update` would make, aside: the task and its worktree stay as
   * they are. What came of it spares an update to exactly that its checks. Throws as `update` does.
   */
  async try(view: TaskView, fence: number): Promise<'run'> {
    const { git, ids, files: journals, store } = this.deps;
    const commands = checksOf(view.task).flatMap((check) => (check.kind === 'command' ? [check.command] : []));
    if (view.state.kind !== 'complete' || commands.length === 0) {
      const why = commands.length === 0 ? 'the task has no command to check it with' : 'the task is not complete';
      throw new TaskError('not-possible-now', `Not tried: ${why}.`, { hint: 'Update it, and look at it then.' });
    }
    const { repo, files, moved } = await updatableFiles(git, view);
    const { base, tree } = cleanOf(moved);
    const parents = [...new Set([files, base.snapshot, repo.snapshot])];
    const commit = await git.commitInEach(repo.root, { tree, parents, message: `Trial on ${base.headName}` });
    await git.updateRef(repo.root, taskRefs.snapshot(view.task.id), commit);
    const head = base.head ?? base.snapshot;
    const body = { type: 'update.trying', head, commit, tree, commands } as const;
    await journals.appendEvents(view.task.id, [body], { fence, causeId: ids.short() });
    await store.catchUp(view.task.id);
    return 'run';
  }

  /** Finishes what a crash left half done; files that were changed since are left as they are. */
  async recover(view: TaskView, fence: number): Promise<void> {
    if (view.app.updating !== null) {
      await this.carryOut(view, view.app.updating, { fence, leaveOthers: true });
    }
  }

  private async plan(
    view: TaskView,
    { repo, files, moved, then, resolved }: UpdatableFiles & { then: AfterUpdate; resolved: Resolved | undefined },
  ): Promise<Update> {
    const { git, ids } = this.deps;
    const { root } = repo;
    const { base, tree, conflicts } =
      then === 'resolve'
        ? await this.withMarks(repo, files, moved)
        : { ...(await this.merged({ repo, files, moved }, resolved)), conflicts: [] };
    const own = ownBranch(view.task, repo);
    const tip = own === null ? null : await git.readRef(root, `refs/heads/${own}`);
    const parents = [...new Set([files, base.snapshot, repo.snapshot, ...(tip === null ? [] : [tip])])];
    const to = await git.commitInEach(root, { tree, parents, message: `Updated to ${base.headName}` });
    const changes = await git.changes(root, base.snapshot, tree);
    const changed = (await git.changes(root, files, tree)).map(({ path }) => path).slice(0, namedPaths);
    const { snapshot, head, headName, uncommitted } = repo;
    return {
      updateId: ids.short(),
      commits: moved.commits,
      base: { from: { snapshot, head, headName, uncommitted }, to: base },
      changed,
      then: then === 'resolve' && conflicts.length === 0 ? 'fix' : then,
      ...(conflicts.length === 0 ? {} : { conflicts }),
      worktree: { from: files, to, tree, changes },
      branch: tip === null ? null : await branchMove(git, repo, { tip, base: base.snapshot, result: resultTree(view) }),
      ...(await this.members(view, base)),
    };
  }

  private async members({ task, app: { workspace } }: TaskView, to: StartingPoint): Promise<Pick<Update, 'members'>> {
    const { git } = this.deps;
    const members =
      workspace === null
        ? []
        : await memberMoves(git, { task, workspace }, to, (repo, tip, base) =>
            branchMove(git, repo, { tip, base, result: null }),
          );
    return members.length === 0 ? {} : { members };
  }

  private async merged(
    { repo: { root }, files, moved }: UpdatableFiles,
    resolved: Resolved | undefined,
  ): Promise<{ base: StartingPoint; tree: ObjectName }> {
    const { git } = this.deps;
    const { outcome } = moved;
    if (resolved === undefined || outcome.kind === 'clean' || outcome.in === 'own') {
      return cleanOf(moved);
    }
    const sides = [await git.treeOf(root, outcome.base.snapshot), await git.treeOf(root, files)];
    const isOfNow = resolved.ours === sides[0] && resolved.theirs === sides[1];
    return isOfNow ? { base: outcome.base, tree: resolved.tree } : cleanOf(moved);
  }

  /** The conflicts of the task with its branch stand in the files, for its agent. */
  private async withMarks(
    { root, snapshot }: RepoWorkspace,
    theirs: ObjectName,
    moved: MovedBase,
  ): Promise<{ base: StartingPoint; tree: ObjectName; conflicts: string[] }> {
    const { outcome } = moved;
    if (outcome.kind === 'clean' || outcome.in === 'own') {
      return { ...cleanOf(moved), conflicts: [] };
    }
    const { base, conflicts } = outcome;
    const { tree } = await this.deps.git.mergeWithMarks(root, snapshot, { ours: base.snapshot, theirs });
    return { base, tree, conflicts };
  }

  private async carryOut(
    view: TaskView,
    update: Update,
    { fence, leaveOthers }: { fence: number; leaveOthers: boolean },
  ): Promise<void> {
    const { git, store, files } = this.deps;
    const taskId = view.task.id;
    const { workspace } = view.app;
    if (workspace === null) {
      return;
    }
    const [repo] = workspace.repos;
    const { updateId, worktree, branch, members, ...moved } = update;
    if (!store.events(taskId).some(({ causeId }) => causeId === updateId)) {
      try {
        await git.applyDifference(repo, worktree.from, worktree.to, { leaveOthers });
      } catch (error) {
        await store.append(taskId, { type: 'update.failed', error: toErrorData(error) });
        await git.updateRef(repo.root, taskRefs.snapshot(taskId), repo.snapshot);
        throw explained(error);
      }
      await git.updateRef(repo.root, taskRefs.checkpoint(taskId), worktree.to);
      const checkpoint = { commit: worktree.to, tree: worktree.tree };
      const body = { type: 'updated', ...moved, checkpoint, files: worktree.changes } as const;
      await files.appendEvents(taskId, [body], { fence, causeId: updateId });
    }
    await followBase(git, workspace, { taskId, base: update.base, branch, members });
    await store.append(taskId, { type: 'update.done' });
    await store.catchUp(taskId);
  }
}

function isToldIn(event: RunnerEvent, { note }: UpdateOnto): boolean {
  return event.type === 'updated' && event.note === note;
}

function explained(error: unknown): unknown {
  if (!(error instanceof GitError) || error.reason !== 'does-not-apply') {
    return error;
  }
  const message = 'The task was not updated: a file of its worktree is in the way or changed in the same moment.';
  const hint = 'Its files are as they were. When a file that git ignores is in the way, move it first; then try again.';
  return new GitError('does-not-apply', message, { cause: error, hint });
}
