import { GitError, TaskError, toErrorData } from '../../core/errors';
import type { Applied, FileChange, HandBack, ObjectName, RepoWorkspace, TaskView } from '../../protocol';
import { someOf } from './checkoutTrial';
import type { IdleTasks } from '../fleet/idleTasks';
import { taskRefs } from '../tasks/taskRefs';

interface Sides {
  applied: Applied;
  repo: RepoWorkspace;
  /** A commit of what the checkout holds now, on what it held when the change had been applied. */
  now: ObjectName;
  edits: FileChange[];
}

/**
 * Takes a task's work out of the user's checkout again, together with what the user edited on top of it, which goes to
 * the task's worktree as the user's edit. The user's index is left alone. For tasks that are owned and do not run.
 */
export class HandBacks {
  constructor(private readonly deps: IdleTasks) {}

  /** What the user has edited since the change was applied. Nothing is touched. Throws as `handBack` does. */
  async edited(view: TaskView): Promise<FileChange[]> {
    return (await this.look(view)).edits;
  }

  /**
   * `fence` is the owner's token. Throws `TaskError('not-possible-now')`, or `GitError('conflict')` when the edits don't
   * fit the worktree; then nothing is changed. Files that the user saves in the same moment stay as they are.
   */
  async handBack(view: TaskView, fence: number): Promise<void> {
    const { git, store, ids } = this.deps;
    const sides = await this.look(view);
    const { repo, now, applied, edits } = sides;
    const worktree = await this.merge(view, sides);
    await git.updateRef(repo.root, taskRefs.checkpoint(view.task.id), worktree.to);
    const checkout = { from: now, to: applied.before };
    const handBack = { handBackId: ids.short(), edited: edits.map(({ path }) => path), worktree, checkout };
    await store.append(view.task.id, { type: 'handback.intent', handBack });
    await this.carryOut(view, handBack, { repo, fence, leaveOthers: false });
  }

  /** Finishes what a crash left half done; files that were changed since are left as they are. */
  async recover(view: TaskView, fence: number): Promise<void> {
    const { landing, workspace } = view.app;
    if (landing.kind === 'handing' && workspace !== null) {
      await this.carryOut(view, landing.handBack, { repo: workspace.repos[0], fence, leaveOthers: true });
    }
  }

  private async look({ app }: TaskView): Promise<Sides> {
    const { git } = this.deps;
    const repo = app.workspace?.repos[0];
    if (app.landing.kind !== 'applied' || repo === undefined) {
      throw new TaskError(
        'not-possible-now',
        'The work of this task is not in your checkout, so there is nothing to hand back.',
      );
    }
    const { applied } = app.landing;
    if (applied.part !== undefined) {
      throw new TaskError('not-possible-now', 'Not handed back: a part of the change was applied, not all of it.', {
        hint: 'Undo Apply takes the part out and keeps what you did since.',
      });
    }
    const { head } = await git.facts(applied.root);
    if (applied.head !== undefined && applied.head !== head) {
      throw new TaskError(
        'not-possible-now',
        'Not handed back: a commit was made, or another one checked out, since the work came to your checkout.',
        {
          hint: 'Your files are as they were. Undo Apply takes the work out and keeps what you did since.',
        },
      );
    }
    const now = await git.snapshot(applied.root, { parent: applied.after, message: 'Checkout' });
    return { applied, repo, now, edits: await git.changes(applied.root, applied.after, now) };
  }

  /** What the worktree becomes. Everything that either side holds now is held by the ref that will name `to`. */
  private async merge(view: TaskView, { repo, now, applied }: Sides): Promise<HandBack['worktree']> {
    const { git } = this.deps;
    const { root, snapshot } = repo;
    const parent = view.run.checkpoint?.commit ?? snapshot;
    const from = await git.snapshot(repo, { parent, message: 'Before the edits of the user' });
    const ours = await git.commitTree(root, {
      tree: await git.treeOf(root, from),
      parents: [applied.after],
      message: 'Worktree',
    });
    const { tree, conflicts } = await git.merge(root, ours, now);
    if (tree === null) {
      throw new GitError(
        'conflict',
        `Not handed back: your edits of ${someOf(conflicts)} don’t fit what the task has there.`,
        {
          hint: 'Nothing was touched. They stand beside your own uncommitted work, or the task went on since; Undo Apply keeps them in your checkout.',
        },
      );
    }
    const to = await git.commitTree(root, { tree, parents: [from, now], message: 'Edits of the user' });
    return { from, to, tree, changes: await git.changes(root, snapshot, tree) };
  }

  private async carryOut(
    { task, app }: TaskView,
    { handBackId, edited, worktree, checkout }: HandBack,
    { repo, fence, leaveOthers }: { repo: RepoWorkspace; fence: number; leaveOthers: boolean },
  ): Promise<void> {
    const { git, store, files } = this.deps;
    const { id } = task;
    const events = store.events(id);
    if (!events.some(({ causeId }) => causeId === handBackId)) {
      try {
        await git.applyDifference(repo, worktree.from, worktree.to, { leaveOthers });
      } catch (error) {
        await store.append(id, { type: 'handback.failed', error: toErrorData(error) });
        throw error;
      }
      const checkpoint = { commit: worktree.to, tree: worktree.tree };
      const toSeq = events.at(-1)?.seq ?? 1;
      const body = { type: 'restored', toSeq, what: 'files', checkpoint, files: worktree.changes, edited } as const;
      await files.appendEvents(id, edited.length === 0 ? [] : [body], { fence, causeId: handBackId });
    }
    await git.applyDifference(appliedRoot(app.landing, repo), checkout.from, checkout.to, { leaveOthers: true });
    await store.append(id, { type: 'handback.done' });
    await store.catchUp(id);
    await git.updateRef(repo.root, taskRefs.applied(id, 'before'), null);
    await git.updateRef(repo.root, taskRefs.applied(id, 'after'), null);
  }
}

function appliedRoot(landing: TaskView['app']['landing'], repo: RepoWorkspace): string {
  return 'applied' in landing && landing.applied !== null ? landing.applied.root : repo.root;
}
