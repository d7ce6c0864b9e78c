import { TaskError } from '../../core/errors';
import { ForgeError } from '../../core/forges/forgeError';
import type { ObjectName, OpenedPull, PullPlan, PullState, TaskId, TaskView } from '../../protocol';
import type { PullProposal } from './pullProposals';
import { type PullDeps, PullWork, repoOf } from './pullWork';
import { taskRedactor } from '../tasks/taskRedactor';

/** What became of a pull request whose opening was cut off. */
export interface Interrupted {
  /** The forge has it: it was opened. */
  opened: OpenedPull | null;
  /** The branch is there with our commit. */
  isPushed: boolean;
}

/** What of a proposal is done. */
type Confirmed = Pick<PullProposal, 'plan' | 'tree' | 'parent'>;

/** A fork that was just made can't be pushed to at once. */
const forkWaitsMs = [1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * Opens pull requests. What goes out is journaled before it does, and its result after; where a crash or a lost answer
 * came between, the forge and the remote are looked at first, so that nothing is opened or pushed twice.
 */
export class PullOpenings {
  private readonly work: PullWork;

  constructor(private readonly deps: PullDeps) {
    this.work = new PullWork(deps);
  }

  /**
   * Commits the change, pushes it as a branch and opens the pull request, as the person confirmed it. Throws
   * `ForgeError`, `GitError` or `TaskError`; after an uncertain one the state is `opening`, and `settle` tells.
   */
  async open(taskId: TaskId, proposal: Confirmed, signal: AbortSignal): Promise<OpenedPull> {
    return this.work.holding(taskId, async (view) => {
      const { pull } = view.app;
      if (pull?.stage === 'open' || pull?.stage === 'opening') {
        throw new TaskError('not-possible-now', 'There is a pull request of this task, or one is being opened.');
      }
      const redactor = await taskRedactor(this.deps, view.task, view.task.repos[0].root);
      const title = redactor.redact(proposal.plan.title);
      const commit = await this.commit(view, proposal, title);
      const plan: PullPlan = { ...proposal.plan, title, body: redactor.redact(proposal.plan.body), commit };
      return this.carryOut(taskId, plan, signal);
    });
  }

  /** What became of one whose opening was cut off; what was opened is recorded. Nothing is done at the forge. */
  async settle(taskId: TaskId, signal: AbortSignal): Promise<Interrupted> {
    return this.work.holding(taskId, async (view) => {
      const { plan } = openingOf(view);
      const forge = await this.deps.openForge(plan.into, 'ask');
      const opened = await forge.find(plan.into, plan, signal);
      if (opened === null && plan.makesFork && (await forge.ownFork(plan.into, signal)) === null) {
        return { opened, isPushed: false };
      }
      const there = await this.work.thereNow(view, plan, signal);
      if (opened !== null) {
        await this.work.record(taskId, { type: 'pull.opened', opened });
      }
      return { opened, isPushed: there === plan.commit };
    });
  }

  /** Goes on with one whose opening was cut off, as it was confirmed then. */
  async resume(taskId: TaskId, signal: AbortSignal): Promise<OpenedPull> {
    return this.work.holding(taskId, (view) => this.carryOut(taskId, openingOf(view).plan, signal));
  }

  /** The task has nothing to do with its pull request any more; the forge is left as it is. */
  async forget(taskId: TaskId): Promise<void> {
    await this.work.holding(taskId, () => this.work.record(taskId, { type: 'pull.forgotten' }));
  }

  /** Makes an open pull request, that somebody opened for the branch, the task's own. */
  async adopt(taskId: TaskId, proposal: PullProposal, opened: OpenedPull): Promise<void> {
    await this.work.holding(taskId, async (view) => {
      const there = await this.work.thereNow(view, proposal.plan, AbortSignal.timeout(60_000));
      const commit = there ?? proposal.parent;
      await this.work.record(taskId, { type: 'pull.intent', plan: { ...proposal.plan, commit } });
      if (there !== null) {
        await this.work.record(taskId, { type: 'pull.pushed', commit: there });
      }
      await this.work.record(taskId, { type: 'pull.opened', opened });
    });
  }

  /** Where the branch has a commit of ours from before, which was not opened, it is that one, or follows on it. */
  private async commit(view: TaskView, { plan, tree, parent }: Confirmed, message: string): Promise<ObjectName> {
    const { git } = this.deps;
    const { pull } = view.app;
    const isSame = pull?.plan.branch === plan.branch && pull.plan.from.path === plan.from.path;
    const before = isSame ? pull.pushed : null;
    if (before !== null && (await git.treeOf(repoOf(view).root, before)) === tree) {
      return before;
    }
    return this.work.commit(view, { tree, parents: [before ?? parent], message });
  }

  private async carryOut(taskId: TaskId, wanted: PullPlan, signal: AbortSignal): Promise<OpenedPull> {
    const { openForge } = this.deps;
    const forge = await openForge(wanted.into, 'ask');
    await this.work.record(taskId, { type: 'pull.intent', plan: wanted });
    let plan = wanted;
    if (wanted.makesFork) {
      const from = await this.work.certainly(taskId, () => forge.fork(wanted.into, signal));
      plan = { ...wanted, from, makesFork: false };
      await this.work.record(taskId, { type: 'pull.intent', plan });
    }
    await this.work.certainly(taskId, () => this.pushFirst(taskId, { plan, isNewFork: wanted.makesFork }, signal));
    await this.work.record(taskId, { type: 'pull.pushed', commit: plan.commit });
    const opened = await this.work.certainly(
      taskId,
      async () => (await forge.find(plan.into, plan, signal)) ?? (await forge.open(plan.into, plan, signal)),
    );
    await this.work.record(taskId, { type: 'pull.opened', opened });
    return opened;
  }

  /** The branch has to be new, ours, or one that our commit follows on. */
  private async pushFirst(
    taskId: TaskId,
    { plan, isNewFork }: { plan: PullPlan; isNewFork: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    const { git, store, clock, targets } = this.deps;
    const view = store.get(taskId);
    const { root } = repoOf(view);
    const url = await targets.urlOf(root, plan);
    const { branch, commit } = plan;
    for (const waitMs of [...(isNewFork ? forkWaitsMs : []), null]) {
      try {
        const there = await git.remoteBranch(root, { url, branch }, signal);
        if (there === commit) {
          return;
        }
        if (there !== null && there !== view.app.pull?.pushed) {
          throw new ForgeError('branch-taken', `Nothing was pushed: ${branch} is there already, with other commits.`, {
            hint: 'Choose another name for the branch.',
          });
        }
        await git.push(root, { url, branch, commit }, signal);
        return;
      } catch (error) {
        const mayPass = error instanceof ForgeError && ['not-found', 'network'].includes(error.reason);
        if (!mayPass || waitMs === null) {
          throw error;
        }
        await clock.sleep(waitMs, signal);
      }
    }
  }
}

function openingOf({ app: { pull } }: TaskView): PullState {
  if (pull?.stage !== 'opening') {
    throw new TaskError('not-possible-now', 'No pull request of this task is being opened.');
  }
  return pull;
}
