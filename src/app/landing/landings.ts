import { GitError, TaskError, toErrorData } from '../../core/errors';
import { joinedFolderOf } from '../../core/repositories/joinedRoot';
import type { Git } from '../../core/worktrees/gitPorts';
import type { EntryBody, Landed, LandRequest, ObjectName, Resolved, TaskEntry, TaskId, TaskView } from '../../protocol';
import type { CheckoutQueue } from '../reviews/checkoutQueue';
import { mergedOf } from '../reviews/checkoutTrial';
import { landable } from '../reviews/landable';
import {
  checkUndo,
  backFrom,
  interrupted,
  keepCheckout,
  moveLandedIndex,
  tipOf,
  withLeft,
  withoutChange,
} from './landBack';
import { writeCommits } from './landCommits';
import { besideBranch, type LandPlan, planLanding } from './landPlan';
import { type LandSurvey, surveyLanding } from './landSurvey';
import { refuseSeveral } from '../tasks/refuseSeveral';
import { taskRefs } from '../tasks/taskRefs';

interface LandingsDeps {
  git: Git;
  store: { append(taskId: TaskId, body: EntryBody): Promise<TaskEntry> };
  checkouts: CheckoutQueue;
}

/** Puts what a task changed into the user's history, and takes it out again. */
export class Landings {
  constructor(private readonly deps: LandingsDeps) {}

  /** Nothing is touched. Throws as `landable` does. */
  look(view: TaskView, resolved?: Resolved): Promise<LandSurvey> {
    return surveyLanding(this.deps.git, view, resolved);
  }

  /**
   * Makes the commits and moves the branch to them, in this order: intent, files, commits, branch, index. Throws
   * `GitError` or `TaskError`, and then files, index and branch are as they were.
   */
  async land(view: TaskView, request: LandRequest): Promise<void> {
    const { git, store, checkouts } = this.deps;
    const { id } = view.task;
    await checkouts.run(landable(view).repo.root, async () => {
      const plan = await planLanding(git, view, request);
      const { landed } = plan;
      if (landed.checkout !== null) {
        await this.keepSides(id, landed.root, landed.checkout);
      }
      await store.append(id, { type: 'land.intent', landed });
      let commits: ObjectName[];
      try {
        commits = await this.make(id, plan);
      } catch (error) {
        throw await this.takeBack(view, landed, error);
      }
      await this.finish(id, { ...landed, commits });
    });
  }

  /** The commits of the change on the commit that the task began from, as mails that `git am` takes. Nothing is moved. */
  async patch(view: TaskView, message: string): Promise<Uint8Array> {
    refuseSeveral(view, 'written as one patch file');
    const { git } = this.deps;
    const found = landable(view);
    const { root } = found.repo;
    const { onto, units } = await besideBranch(git, view, {
      found,
      request: { way: 'branch', commits: [{ message }] },
    });
    let tip = onto;
    for (const unit of units) {
      tip = await git.commitTree(root, { ...unit, parents: [tip], asUser: true });
    }
    return git.formatPatch(root, onto, tip);
  }

  /**
   * Moves the branch back and takes the change out of the files, where the branch is still where the landing put it;
   * else throws `TaskError('committed')`, unless it is to be reverted: the inverse change in the files, uncommitted.
   */
  async undo(view: TaskView, { revert = false } = {}): Promise<void> {
    const { git, store, checkouts } = this.deps;
    const { id } = view.task;
    const { landing } = view.app;
    if (landing.kind !== 'landed') {
      throw new TaskError(
        'not-possible-now',
        'No change of this task was committed to a branch, so there is nothing to undo.',
      );
    }
    const { landed } = landing;
    await checkouts.run(landed.root, async () => {
      await checkUndo(git, landed, revert);
      if (revert || landed.checkout !== null) {
        const { now } = mergedOf(await withoutChange(this.deps.git, landed), 'undone');
        await keepCheckout(git, view, landed, now);
      }
      await store.append(id, { type: 'unland.intent', revert });
      try {
        await this.moveBack(landed, revert);
      } catch (error) {
        await store.append(id, { type: 'unland.failed', error: toErrorData(error) });
        throw error;
      }
      await this.takeOut(id, landed, revert);
    });
    await git.updateRef(landed.root, taskRefs.landed(id), null);
  }

  /** Finishes what a crash left half done, or takes it back. */
  async recover(view: TaskView): Promise<void> {
    const { landing, task } = { ...view.app, task: view.task };
    if (landing.kind === 'landing') {
      const { landed } = landing;
      await this.deps.checkouts.run(landed.root, async () => {
        const to = landed.commits.at(-1) ?? null;
        if (to !== null && (await this.isMoved(landed, { from: landed.from, to }))) {
          await this.finish(task.id, landed);
        } else {
          await this.takeBack(view, landed, interrupted());
        }
      });
    } else if (landing.kind === 'unlanding') {
      const { landed, revert } = landing;
      await this.deps.checkouts.run(landed.root, async () => {
        const from = landed.commits.at(-1) ?? null;
        if (!revert && !(await this.isMoved(landed, { from, to: landed.from }))) {
          await this.deps.store.append(task.id, { type: 'unland.failed', error: toErrorData(interrupted()) });
        } else {
          await this.takeOut(task.id, landed, revert);
        }
      });
    }
  }

  /** Where a crash came between the branches of several repositories, all of them are moved now, or none. */
  private async isMoved(landed: Landed, { from, to }: Record<'from' | 'to', ObjectName | null>): Promise<boolean> {
    const { git } = this.deps;
    const now = await tipOf(git, landed);
    if (now === to || now === from || joinedFolderOf(landed.root) === null) {
      return now === to;
    }
    const { root, ref } = landed;
    try {
      await git.moveUserRef(root, { ref, from, to, message: 'landing by Background Agents', isCheckedOut: true });
      return true;
    } catch (error) {
      if (error instanceof GitError) {
        return false;
      }
      throw error;
    }
  }

  private async keepSides(id: TaskId, root: string, sides: { before: ObjectName; after: ObjectName } | null) {
    const { git } = this.deps;
    await git.updateRef(root, taskRefs.applied(id, 'before'), sides?.before ?? null);
    await git.updateRef(root, taskRefs.applied(id, 'after'), sides?.after ?? null);
  }

  private async make(id: TaskId, { landed, onto, units, join }: LandPlan): Promise<ObjectName[]> {
    const { git, store } = this.deps;
    const { root, ref, from, hooks, checkout } = landed;
    if (checkout !== null) {
      await git.applyDifference(root, checkout.before, checkout.after);
    }
    const commits = await writeCommits(git, landed, { onto, units });
    if (join !== null && from !== null) {
      const parents = [from, commits.at(-1) ?? onto];
      const made = await git.commitAsUser(root, { ...join, parents, hooks, isMerge: true });
      commits.push(made.commit);
    }
    const tip = commits.at(-1) ?? onto;
    await git.updateRef(root, taskRefs.landed(id), tip);
    await store.append(id, { type: 'land.made', commits });
    const message = `${landed.way === 'branch' ? 'branch: Created' : landed.way} by Background Agents`;
    await git.moveUserRef(root, { ref, from, to: tip, message, isCheckedOut: landed.way !== 'branch' });
    return commits;
  }

  private async finish(id: TaskId, landed: Landed): Promise<void> {
    const { git, store } = this.deps;
    const tip = landed.commits.at(-1);
    const left =
      landed.from === null || tip === undefined
        ? []
        : await moveLandedIndex(git, landed, { from: landed.from, to: tip });
    await store.append(id, { type: 'landed', ...(left.length === 0 ? {} : { left }) });
    if (landed.hooks) {
      await git.tellCommitted(landed.root);
    }
  }

  /** Returns the error to throw, which names what could not be put back because it is not as we left it. */
  private async takeBack(view: TaskView, landed: Landed, error: unknown): Promise<unknown> {
    const { git, store } = this.deps;
    const { id } = view.task;
    const { root, checkout } = landed;
    let left: string[] = [];
    if (checkout !== null) {
      const to = await backFrom(git, landed, checkout);
      left = await git.applyDifference(root, checkout.after, to, { leaveOthers: true });
      await git.putFiles(root, checkout.exact, checkout.before);
    }
    const told = left.length === 0 ? error : withLeft(error, left);
    await store.append(id, { type: 'land.failed', error: toErrorData(told) });
    await git.updateRef(root, taskRefs.landed(id), null);
    if (checkout !== null && left.length === 0) {
      await this.keepSides(id, root, null);
    }
    return told;
  }

  private async moveBack({ root, ref, from, way, commits }: Landed, revert: boolean): Promise<void> {
    if (!revert) {
      const message = 'undo landing by Background Agents';
      const at = commits.at(-1) ?? null;
      await this.deps.git.moveUserRef(root, { ref, from: at, to: from, message, isCheckedOut: way !== 'branch' });
    }
  }

  /** Out of files and index, whose own changes stay. Files that changed in the same moment are left, and journaled. */
  private async takeOut(id: TaskId, landed: Landed, revert: boolean): Promise<void> {
    const { git, store } = this.deps;
    const { root, from, checkout, commits } = landed;
    const tip = commits.at(-1);
    const left: string[] = [];
    if (from !== null && tip !== undefined) {
      if (revert || checkout !== null) {
        const { now, merged } = await withoutChange(this.deps.git, landed);
        const [before, after] = merged === null ? [tip, from] : [now, merged];
        left.push(...(await git.applyDifference(root, before, after, { leaveOthers: true })));
      }
      if (checkout !== null && !revert) {
        await git.putFiles(root, checkout.exact, checkout.before);
      }
      left.push(...(revert ? [] : await moveLandedIndex(git, landed, { from: tip, to: from })));
    }
    await store.append(id, { type: 'unlanded', ...(left.length === 0 ? {} : { left }) });
    if (checkout !== null) {
      await this.keepSides(id, root, null);
    }
  }
}
