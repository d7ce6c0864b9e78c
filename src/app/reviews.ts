import { type ApplyPlan, flaggedPaths } from '../core/applyPlan';
import { GitError, TaskError, toErrorData } from '../core/errors';
import type { Git } from '../core/gitPorts';
import { resultTree } from '../core/result';
import type {
  Applied,
  ChangeSet,
  EntryBody,
  FileChange,
  ObjectName,
  RepoWorkspace,
  TaskEntry,
  TaskId,
  TaskView,
} from '../protocol';
import { headNameOf } from './drafts';
import { TaskQueue } from './taskQueue';
import { taskRefs } from './taskRefs';
import { refuseInPlace, type Workspaces } from './workspaces';

interface ReviewsDeps {
  git: Git;
  store: { append(taskId: TaskId, body: EntryBody): Promise<TaskEntry> };
  workspaces: Pick<Workspaces, 'discard'>;
}

/** A merge of the change with what the checkout holds, in the object store only. */
interface Trial {
  /** A commit of what the checkout holds now. */
  now: ObjectName;
  merged: ObjectName | null;
  conflicts: string[];
}

const attempts = 3;

/** What a task changed, and its way into the user's checkout and out of it again. */
export class Reviews {
  /** Two applies to one checkout must not work on the same look at it. */
  private readonly checkouts = new TaskQueue<string>();

  constructor(private readonly deps: ReviewsDeps) {}

  /** From the snapshot to the result. Empty while there is no checkpoint. */
  async changeSet(view: TaskView): Promise<ChangeSet> {
    const { repo, head } = reviewed(view);
    const files = await this.deps.git.changes(repo.root, repo.snapshot, head);
    return { repos: [{ root: repo.root, base: repo.snapshot, head, files }] };
  }

  /** One side of a changed file, as bytes; null when it is not there. */
  document(view: TaskView, side: 'base' | 'head', path: string): Promise<Uint8Array | null> {
    const { repo, head } = reviewed(view);
    return this.deps.git.show(repo.root, side === 'base' ? repo.snapshot : head, path);
  }

  /** The whole change as git writes it. */
  patch(view: TaskView): Promise<string> {
    const { repo, head } = reviewed(view);
    return this.deps.git.patch(repo.root, repo.snapshot, head);
  }

  /** What `apply` will do. Nothing is touched. */
  async plan(view: TaskView): Promise<ApplyPlan> {
    const { git } = this.deps;
    const { repo, head } = landable(view);
    const facts = await git.facts(repo.root);
    const trial = await this.tryChange(repo.root, { base: repo.snapshot, change: head });
    const [from, to] = trial.merged === null ? [repo.snapshot, head] : [trial.now, trial.merged];
    const [files, kinds] = await Promise.all([git.changes(repo.root, from, to), git.kindChanges(repo.root, from, to)]);
    return {
      root: repo.root,
      branchName: headNameOf(facts),
      uncommitted: facts.uncommitted,
      files,
      flagged: flaggedPaths(files, kinds),
      conflicts: trial.conflicts,
    };
  }

  /**
   * Merges the change with what the checkout holds now and writes the difference into it; the index is left alone. Throws
   * `GitError('conflict')` with the names, or another one, and then nothing is changed.
   */
  async apply(view: TaskView): Promise<void> {
    const { repo, head } = landable(view);
    if (view.app.landing.kind !== 'none') {
      throw new TaskError(
        'not-possible-now',
        'The change of this task was applied already, or the task was discarded.',
        {
          hint: 'Undo the apply or restore the task first.',
        },
      );
    }
    await this.checkouts.run(repo.root, () =>
      this.retried(async () => {
        const trial = await this.tryChange(repo.root, { base: repo.snapshot, change: head });
        await this.land(view, repo.root, mergedOf(trial, 'applied'));
      }),
    );
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
    await this.checkouts.run(repo.root, () =>
      this.retried(async () => {
        const trial = await this.tryChange(repo.root, { base: repo.snapshot, change });
        await this.land(view, repo.root, mergedOf(trial, 'applied'));
      }),
    );
  }

  /** Takes the change out of the checkout again and keeps what the user did since. Throws as `apply` does. */
  async undo(view: TaskView): Promise<void> {
    const { landing } = view.app;
    if (landing.kind !== 'applied') {
      throw new TaskError('not-possible-now', 'No change of this task is applied, so there is nothing to undo.');
    }
    await this.checkouts.run(landing.applied.root, () =>
      this.retried(async () => {
        const merged = mergedOf(await this.tryUndo(landing.applied), 'undone');
        await keepCheckout(this.deps.git, view, landing.applied, merged.now);
        await this.deps.store.append(view.task.id, { type: 'undo.intent' });
        await this.takeOut(view, landing.applied, merged);
      }),
    );
  }

  /**
   * Finishes what a crash left half done. An apply that can't be finished, because the user has changed the same places
   * since, is taken back, but for the files that the user has changed, which are told by their names.
   */
  async recover(view: TaskView): Promise<void> {
    const { landing } = view.app;
    switch (landing.kind) {
      case 'applying':
        await this.checkouts.run(landing.applied.root, () =>
          this.retried(() => this.recoverApply(view, landing.applied)),
        );
        break;
      case 'undoing':
        await this.checkouts.run(landing.applied.root, () =>
          this.retried(() => this.recoverUndo(view, landing.applied)),
        );
        break;
      case 'discarding':
        await this.deps.workspaces.discard(view);
        break;
      case 'none':
      case 'applied':
      case 'handing':
      case 'discarded':
        break;
    }
  }

  /**
   * The change from `base` to `change`, merged with what the checkout holds now. The checkout's state gets `base` as its
   * parent, so that what the user has removed since then stays removed.
   */
  private async tryChange(root: string, { base, change }: { base: ObjectName; change: ObjectName }): Promise<Trial> {
    const { git } = this.deps;
    const now = await git.snapshot(root, { parent: base, message: 'Checkout' });
    const tree = await git.treeOf(root, change);
    const theirs = await git.commitTree(root, { tree, parents: [base], message: 'Change' });
    const { tree: merged, conflicts } = await git.merge(root, now, theirs);
    return { now, merged, conflicts };
  }

  private tryUndo({ root, before, after }: Applied): Promise<Trial> {
    return this.tryChange(root, { base: after, change: before });
  }

  private async land(view: TaskView, root: string, { now, tree }: Merged): Promise<void> {
    const { git, store } = this.deps;
    const { id } = view.task;
    const [files, { head }] = await Promise.all([git.changes(root, now, tree), git.facts(root)]);
    if (files.length === 0) {
      throw new TaskError('no-changes', 'The checkout holds the whole change of this task already.');
    }
    const exact = await git.keepFiles(root, pathsOf(files));
    const message = `Apply ${view.task.title}`;
    const after = await git.commitTree(root, { tree, parents: [now, exact], message });
    await git.updateRef(root, taskRefs.applied(id, 'before'), now);
    await git.updateRef(root, taskRefs.applied(id, 'after'), after);
    const applied = { root, before: now, after, exact, files, head };
    await store.append(id, { type: 'apply.intent', applied });
    try {
      await git.applyDifference(root, now, after);
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
    await git.updateRef(root, taskRefs.applied(id, 'before'), null);
    await git.updateRef(root, taskRefs.applied(id, 'after'), null);
  }

  private async recoverApply(view: TaskView, applied: Applied): Promise<void> {
    const { git, store } = this.deps;
    const { id } = view.task;
    const { root, before, after } = applied;
    const forward = await this.tryChange(root, { base: before, change: after });
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
    const trial = await this.tryUndo(applied);
    if (trial.merged === null) {
      const error = toErrorData(conflict(trial.conflicts, 'undone'));
      await this.deps.store.append(view.task.id, { type: 'undo.failed', error });
      return;
    }
    await this.takeOut(view, applied, { now: trial.now, tree: trial.merged });
  }

  /** A file that the user saves between the look and the change makes it worth another look. */
  private async retried(act: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await act();
        return;
      } catch (error) {
        if (attempt === attempts || !(error instanceof GitError) || error.reason !== 'does-not-apply') {
          throw error;
        }
      }
    }
  }
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

interface Merged {
  now: ObjectName;
  tree: ObjectName;
}

function mergedOf({ now, merged, conflicts }: Trial, what: 'applied' | 'undone'): Merged {
  if (merged === null) {
    throw conflict(conflicts, what);
  }
  return { now, tree: merged };
}

function conflict(names: readonly string[], what: 'applied' | 'undone'): GitError {
  const message = `The change was not ${what}: you and the task changed the same places of ${listed(names)}.`;
  const hint =
    what === 'applied'
      ? 'Your files are as they were. Undo or commit your own change there, or take over by hand what you want.'
      : 'Your files are as they were. Take the change out by hand where you have edited since.';
  return new GitError('conflict', message, { hint });
}

/** Applying was interrupted, and the user has changed files since: `left` are as neither before nor after it. */
function notFinished(left: readonly string[], conflicts: readonly string[]): GitError {
  const names = listed(left.length > 0 ? left : conflicts);
  const message = `Applying was interrupted and could not be finished, because ${names} changed since. The other files are as they were before.`;
  return new GitError('conflict', message, { hint: `Look at ${names}: a part of the change may be in there.` });
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(', ');
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}

function reviewed({ task, app, run }: TaskView): { repo: RepoWorkspace; head: ObjectName } {
  const repo = app.workspace?.repos[0];
  if (repo === undefined) {
    throw new TaskError('no-changes', `"${task.title}" has not begun, so there is nothing to review yet.`);
  }
  return { repo, head: resultTree({ run }) ?? repo.snapshot };
}

function landable(view: TaskView): { repo: RepoWorkspace; head: ObjectName } {
  refuseInPlace(view.task, 'applied', 'Its changes are in your files already.');
  if (view.state.kind === 'running' || view.state.kind === 'preparing') {
    throw new TaskError('not-possible-now', 'The task is still at work, so its change is not complete.', {
      hint: 'Wait until it is done, or stop it first.',
    });
  }
  const found = reviewed(view);
  if (resultTree(view) === null) {
    throw new TaskError('no-changes', 'The task has changed nothing, so there is nothing to apply.');
  }
  return found;
}
