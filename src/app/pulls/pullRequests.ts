import { TaskError } from '../../core/errors';
import { ForgeError } from '../../core/forges/forgeError';
import type { ObjectName, OpenedPull, PullState, PullStatus, TaskId, TaskView } from '../../protocol';
import { pullChange } from './pullChange';
import { type PullDeps, PullWork } from './pullWork';

/** Pull requests of tasks that are open: how they stand, and what is pushed to them. */
export class PullRequests {
  private readonly work: PullWork;

  constructor(private readonly deps: PullDeps) {
    this.work = new PullWork(deps);
  }

  /** Whether the task's result is not what its pull request has. */
  async hasNews(view: TaskView): Promise<boolean> {
    const pushed = view.app.pull?.stage === 'open' ? view.app.pull.pushed : null;
    if (pushed === null) {
      return false;
    }
    const { repo, tree } = await pullChange(this.deps, view);
    return (await this.deps.git.treeOf(repo.root, pushed)) !== tree;
  }

  /** Pushes the new result to the branch of the pull request, on top of what is there. Throws as `open` does. */
  async push(taskId: TaskId, message: string, signal: AbortSignal): Promise<void> {
    await this.work.holding(taskId, async (view) => {
      const { git } = this.deps;
      const pull = openOf(view);
      const { repo, parent, tree } = await pullChange(this.deps, view);
      const pushed = await this.pushedNow(view, pull, signal);
      if ((await git.treeOf(repo.root, pushed)) === tree) {
        throw new TaskError('no-changes', 'The pull request has this result already.');
      }
      const isBelow = (await git.commitsBetween(repo.root, pushed, parent)) === 0;
      const parents = isBelow ? [pushed] : [pushed, parent];
      const commit = await this.work.commit(view, { tree, parents, message });
      await this.work.record(taskId, { type: 'pull.pushing', commit });
      const url = await this.deps.targets.urlOf(repo.root, pull.plan);
      await this.work.certainly(taskId, () => git.push(repo.root, { url, branch: pull.plan.branch, commit }, signal));
      await this.work.record(taskId, { type: 'pull.pushed', commit });
    });
  }

  /** How the pull request stands at the forge. Asks nobody for a sign-in with `quietly`. */
  async look(view: TaskView, how: 'ask' | 'quietly', signal: AbortSignal): Promise<PullStatus> {
    const { plan, opened } = openOf(view);
    const forge = await this.deps.openForge(plan.into, how);
    return forge.look(plan.into, opened.number, signal);
  }

  /** What the branch has, which is the last that we pushed, or were pushing when a crash came. */
  private async pushedNow(
    view: TaskView,
    { plan, pushed, pushing }: PullState,
    signal: AbortSignal,
  ): Promise<ObjectName> {
    const there = await this.work.thereNow(view, plan, signal);
    if (there !== null && there === pushing) {
      await this.work.record(view.task.id, { type: 'pull.pushed', commit: there });
      return there;
    }
    if (there === null || there !== pushed) {
      throw new ForgeError('branch-taken', 'Nothing was pushed: the branch has other commits, or is gone.', {
        hint: 'Somebody pushed to it or removed it. Start a new task from the pull request to go on from there.',
      });
    }
    return there;
  }
}

function openOf({ app: { pull } }: TaskView): PullState & { opened: OpenedPull } {
  const opened = pull?.opened ?? null;
  if (pull === null || opened === null) {
    throw new TaskError('not-possible-now', 'This task has no pull request.', { hint: 'Create one first.' });
  }
  return { ...pull, opened };
}
