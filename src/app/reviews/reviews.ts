import { guardedIn } from '../../core/control/guardedPlaces';
import { guardFlags } from '../../core/control/guardFlags';
import { type ApplyPlan, type FlaggedPath, flaggedPaths } from '../../core/landing/applyPlan';
import { GitError, TaskError, toErrorData } from '../../core/errors';
import type { Git } from '../../core/worktrees/gitPorts';
import { isPartlyApplied, resultTree } from '../../core/run/result';
import type {
  Applied,
  AppliedPart,
  ChangeSet,
  ChosenPart,
  EntryBody,
  FileChange,
  ObjectName,
  Resolved,
  TaskEntry,
  TaskId,
  TaskView,
} from '../../protocol';
import { headNameOf } from '../tasks/drafts';
import type { CheckoutQueue } from './checkoutQueue';
import { ChangeParts } from './changeParts';
import { fetchedSchemas } from '../models/fetchedSchemas';
import { conflict, type Merged, mergedOf, someOf, tryChange } from './checkoutTrial';
import { committed, isCommittedSince } from './committedApply';
import { landable, reviewed } from './landable';
import { taskRefs } from '../tasks/taskRefs';
import { refuseInPlace, type Workspaces } from '../worktrees/workspaces';
import { memberPath } from '../worktrees/worktreePlaces';

interface ReviewsDeps {
  git: Git;
  store: { append(taskId: TaskId, body: EntryBody): Promise<TaskEntry> };
  workspaces: Pick<Workspaces, 'discard'>;
  checkouts: CheckoutQueue;
}

/** What a task changed, and its way into the user's checkout and out of it again. */
export class Reviews {
  constructor(private readonly deps: ReviewsDeps) {}

  /** From the snapshot to the result, or what of it can still be taken. Empty while there is no checkpoint. */
  async changeSet(view: TaskView, of: 'rest' | 'all' = 'rest'): Promise<ChangeSet> {
    const { repo, head, base: rest } = reviewed(view);
    const base = of === 'rest' ? rest : repo.snapshot;
    const files = await this.deps.git.changes(repo.root, base, head);
    return { repos: [{ root: repo.root, base, head, files }] };
  }

  /** A file on one side of a change set, as bytes; null when it is not there. */
  document(
    { repos: [{ root, base, head }] }: ChangeSet,
    side: 'base' | 'head',
    path: string,
  ): Promise<Uint8Array | null> {
    return this.deps.git.show(root, side === 'base' ? base : head, path);
  }

  /** What `changeSet` lists, as git writes it. */
  patch(view: TaskView): Promise<string> {
    const { repo, base, head } = reviewed(view);
    return this.deps.git.patch(repo.root, base, head);
  }

  /** What `apply` will do. Nothing is touched. */
  async plan(view: TaskView, resolved?: Resolved): Promise<ApplyPlan> {
    const { git } = this.deps;
    const { repo, base, head } = landable(view);
    const facts = await git.facts(repo.root);
    const trial = await tryChange(git, repo.root, { base, change: head, resolved });
    const [from, to] = trial.merged === null ? [base, head] : [trial.now, trial.merged];
    const [files, kinds] = await Promise.all([git.changes(repo.root, from, to), git.kindChanges(repo.root, from, to)]);
    const schemas = await fetchedSchemas(git, repo.root, { from, to, files });
    return {
      root: repo.root,
      branchName: headNameOf(facts),
      uncommitted: facts.uncommitted,
      files,
      flagged: [...(await this.guardFlags(view)), ...flaggedPaths(files, kinds), ...schemas],
      conflicts: trial.conflicts,
    };
  }

  /** Of the repository, where a command could have changed it. */
  private async guardFlags({ task, app, run }: TaskView): Promise<FlaggedPath[]> {
    const repos = app.workspace?.repos ?? [];
    if (repos.length === 0 || run.guard === null || run.guard.scope === 'ignored') {
      return [];
    }
    const now = repos.map(async (repo, index) => {
      const path = memberPath(task, index);
      const found = await this.deps.git.guarded(repo);
      return path === null ? found : guardedIn(path, found);
    });
    return guardFlags(run.guard.entries, (await Promise.all(now)).flat());
  }

  /**
   * Merges the change, or the chosen part of it, with what the checkout holds now and writes the difference into it; the
   * index is left alone. After a part the rest can be applied, as often as there is some. Throws `GitError('conflict')`
   * with the names, or another one, and then nothing is changed.
   */
  async apply(view: TaskView, chosen?: ChosenPart, resolved?: Resolved): Promise<void> {
    const { git } = this.deps;
    const { repo, base, head } = landable(view);
    const isMore = isPartlyApplied(view.app.landing);
    if (view.app.landing.kind !== 'none' && !isMore) {
      throw new TaskError(
        'not-possible-now',
        'The change of this task was applied already, or the task was discarded.',
        {
          hint: 'Undo the apply or restore the task first.',
        },
      );
    }
    const parts = new ChangeParts(git);
    const part =
      chosen === undefined ? await (isMore ? parts.takeRest(view) : undefined) : await parts.take(view, chosen);
    await this.deps.checkouts.run(repo.root, async () => {
      const trial = await tryChange(git, repo.root, { base, change: part?.taken ?? head, resolved });
      await this.land(view, mergedOf(trial, 'applied'), { root: repo.root, part });
    });
  }

  /**
   * As `apply`, with the worktree as it is now, of a task that is not complete and does not run; it may go on later, when
   * this was undone or handed back.
   */
  async bring(view: TaskView): Promise<void> {
    const { git } = this.deps;
    const { task, app } = view;
    refuseInPlace(task, 'brought over', 'Its changes are in your files already.');
    const repo = app.workspace?.repos[0];
    if (app.landing.kind !== 'none' || repo === undefined) {
      throw new TaskError('not-possible-now', 'There is nothing to bring to your checkout, or it is there already.');
    }
    const change = await git.snapshot(repo, { parent: repo.snapshot, message: `Worktree of ${task.title}` });
    await this.deps.checkouts.run(repo.root, async () => {
      const trial = await tryChange(git, repo.root, { base: repo.snapshot, change });
      await this.land(view, mergedOf(trial, 'applied'), { root: repo.root });
    });
  }

  /**
   * Takes the change, or its last part, out of the checkout again and keeps what the user did since. Throws as `apply`
   * does; and `TaskError('committed')` when commits touched its files since, unless it is to be reverted then: the same
   * act, whose outcome is the inverse change, uncommitted.
   */
  async undo(view: TaskView, { revert = false } = {}): Promise<void> {
    const { landing } = view.app;
    if (landing.kind !== 'applied') {
      throw new TaskError('not-possible-now', 'No change of this task is applied, so there is nothing to undo.');
    }
    if (!revert && (await isCommittedSince(this.deps.git, landing.applied))) {
      throw committed();
    }
    await this.deps.checkouts.run(landing.applied.root, async () => {
      const merged = mergedOf(await tryUndo(this.deps.git, landing.applied), 'undone');
      await keepCheckout(this.deps.git, view, landing.applied, merged.now);
      await this.deps.store.append(view.task.id, { type: 'undo.intent' });
      await this.takeOut(view, landing.applied, merged);
    });
  }

  /**
   * Finishes what a crash left half done. An apply that can't be finished, because the user has changed the same places
   * since, is taken back, but for the files that the user has changed, which are told by their names.
   */
  async recover(view: TaskView): Promise<void> {
    const { landing } = view.app;
    switch (landing.kind) {
      case 'applying':
        await this.deps.checkouts.run(landing.applied.root, () => this.recoverApply(view, landing.applied));
        break;
      case 'undoing':
        await this.deps.checkouts.run(landing.applied.root, () => this.recoverUndo(view, landing.applied));
        break;
      case 'discarding':
        await this.deps.workspaces.discard(view);
        break;
      case 'none':
      case 'applied':
      case 'handing':
      case 'landing':
      case 'landed':
      case 'unlanding':
      case 'discarded':
        break;
    }
  }

  private async land(
    view: TaskView,
    { now, tree }: Merged,
    { root, part }: { root: string; part?: AppliedPart | undefined },
  ): Promise<void> {
    const { git, store } = this.deps;
    const { id } = view.task;
    const [files, { head }] = await Promise.all([git.changes(root, now, tree), git.facts(root)]);
    if (files.length === 0) {
      throw new TaskError('no-changes', 'The checkout holds the whole change of this task already.');
    }
    const exact = await git.keepFiles(root, pathsOf(files));
    const message = `Apply ${view.task.title}`;
    const held = [...(part === undefined ? [] : [part.taken]), ...appliesOf(view).map((below) => below.after)];
    const parents = [...new Set([now, exact, ...held])];
    const after = await git.commitTree(root, { tree, parents, message });
    await git.updateRef(root, taskRefs.applied(id, 'before'), now);
    await git.updateRef(root, taskRefs.applied(id, 'after'), after);
    const of = { ...(part === undefined ? {} : { part }), ...resultOf(view) };
    const applied = { root, before: now, after, exact, files, head, ...of };
    await store.append(id, { type: 'apply.intent', applied });
    try {
      // The tree of `after`: its difference is known already.
      await git.applyDifference(root, now, tree);
    } catch (error) {
      await store.append(id, { type: 'apply.failed', error: toErrorData(error) });
      throw error;
    }
    await store.append(id, { type: 'applied' });
  }

  private async takeOut(view: TaskView, { root, before, exact }: Applied, { now, tree }: Merged): Promise<void> {
    const { git, store } = this.deps;
    const { id } = view.task;
    try {
      await git.applyDifference(root, now, tree);
      if (exact !== undefined) {
        await git.putFiles(root, exact, before);
      }
    } catch (error) {
      await store.append(id, { type: 'undo.failed', error: toErrorData(error) });
      throw error;
    }
    await store.append(id, { type: 'undone' });
    const below = view.app.earlier.at(-1);
    await git.updateRef(root, taskRefs.applied(id, 'before'), below?.before ?? null);
    await git.updateRef(root, taskRefs.applied(id, 'after'), below?.after ?? null);
  }

  private async recoverApply(view: TaskView, applied: Applied): Promise<void> {
    const { git, store } = this.deps;
    const { id } = view.task;
    const { root, before, after } = applied;
    const forward = await tryChange(this.deps.git, root, { base: before, change: after });
    if (forward.merged !== null) {
      await git.applyDifference(root, forward.now, forward.merged);
      await store.append(id, { type: 'applied' });
      return;
    }
    const left = await git.applyDifference(root, after, before, { leaveOthers: true });
    if (applied.exact !== undefined) {
      await git.putFiles(root, applied.exact, before);
    }
    await store.append(id, { type: 'apply.failed', error: toErrorData(notFinished(left, forward.conflicts)) });
  }

  private async recoverUndo(view: TaskView, applied: Applied): Promise<void> {
    const trial = await tryUndo(this.deps.git, applied);
    if (trial.merged === null) {
      const error = toErrorData(conflict(trial.conflicts, 'undone'));
      await this.deps.store.append(view.task.id, { type: 'undo.failed', error });
      return;
    }
    await this.takeOut(view, applied, { now: trial.now, tree: trial.merged });
  }
}

function tryUndo(git: Git, { root, before, after }: Applied): ReturnType<typeof tryChange> {
  return tryChange(git, root, { base: after, change: before });
}

/** The applies of parts that stand, the oldest first. */
function appliesOf({ app }: TaskView): Applied[] {
  return app.landing.kind === 'applied' ? [...app.earlier, app.landing.applied] : app.earlier;
}

/** What the checkout holds before an undo, with both sides of the apply below it. */
async function keepCheckout(git: Git, { task }: TaskView, applied: Applied, now: ObjectName): Promise<void> {
  const { root, after, files } = applied;
  const exact = await git.keepFiles(root, pathsOf(files));
  const tree = await git.treeOf(root, now);
  const parents = [...new Set([now, after, exact])];
  const salvage = await git.commitTree(root, { tree, parents, message: `Before undoing ${task.title}` });
  await git.updateRef(root, taskRefs.checkout(task.id), salvage);
}

function pathsOf(files: readonly FileChange[]): string[] {
  return files.flatMap(({ path, oldPath }) => (oldPath === undefined ? [path] : [path, oldPath]));
}

/** Applying was interrupted, and the user has changed files since: `left` are as neither before nor after it. */
function notFinished(left: readonly string[], conflicts: readonly string[]): GitError {
  const names = someOf(left.length > 0 ? left : conflicts);
  const message = `Applying was interrupted and could not be finished, because ${names} changed since. The other files are as they were before.`;
  return new GitError('conflict', message, { hint: `Look at ${names}: a part of the change may be in there.` });
}

/** What is applied now, so that what the work leads to later is known to be more. */
function resultOf(view: TaskView): Pick<Applied, 'result'> {
  const result = resultTree(view);
  return result === null ? {} : { result };
}
