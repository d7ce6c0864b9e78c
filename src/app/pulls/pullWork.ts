import { AppError, TaskError, toErrorData } from '../../core/errors';
import { ForgeError } from '../../core/forges/forgeError';
import type { OpenForge } from '../../core/forges/forgePorts';
import { type Trailers, withTrailers } from '../../core/landing/landingMessage';
import { learnStyle } from '../../core/landing/messageStyle';
import type { Clock } from '../../core/ports';
import type { Git } from '../../core/worktrees/gitPorts';
import type { EntryBody, ObjectName, PullPlan, TaskEntry, TaskId, TaskView } from '../../protocol';
import type { FleetActs } from '../fleet/fleet';
import type { PullTargets } from './pullTargets';
import { refuseSeveral } from '../tasks/refuseSeveral';
import { type SecretSources, taskRedactor } from '../tasks/taskRedactor';
import { taskRefs } from '../tasks/taskRefs';

export interface PullDeps extends SecretSources {
  git: Git;
  store: { append(taskId: TaskId, body: EntryBody): Promise<TaskEntry>; get(taskId: TaskId): TaskView };
  /** An act on a task that does not run, while this process owns it. */
  fleet: Pick<FleetActs, 'holding'>;
  openForge: OpenForge;
  targets: PullTargets;
  /** The tree of what a task ended with, in its first repository; null where there is none. */
  resultOf: (view: TaskView) => Promise<ObjectName | null>;
  clock: Pick<Clock, 'sleep'>;
  /** Whether commits name their task in a trailer; not unless given. */
  namesRun?: () => boolean;
}

/** Commits that say how commits of the repository are written. */
export const learnedFrom = 100;

/** What all acts on pull requests are made of. */
export class PullWork {
  constructor(private readonly deps: PullDeps) {}

  async holding<T>(taskId: TaskId, act: (view: TaskView) => Promise<T>): Promise<T> {
    let result: { of: T } | undefined;
    await this.deps.fleet.holding(taskId, async (view) => {
      refuseSeveral(view, 'published');
      result = { of: await act(view) };
    });
    if (result === undefined) {
      throw new TaskError('unexpected', 'Nothing came of it.', { audience: 'log' });
    }
    return result.of;
  }

  async record(taskId: TaskId, body: EntryBody): Promise<void> {
    await this.deps.store.append(taskId, body);
  }

  /** Records a failure that is known to have changed nothing; any other is left for the person to have looked at. */
  async certainly<T>(taskId: TaskId, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      const isCertain = error instanceof ForgeError ? !error.isUncertain : error instanceof AppError;
      if (isCertain) {
        await this.record(taskId, { type: 'pull.failed', error: toErrorData(error) });
      }
      throw error;
    }
  }

  /** The commit that the branch of a plan has now. */
  async thereNow(
    view: TaskView,
    plan: Pick<PullPlan, 'from' | 'remote' | 'branch'>,
    signal: AbortSignal,
  ): Promise<ObjectName | null> {
    const { root } = repoOf(view);
    const url = await this.deps.targets.urlOf(root, plan);
    return this.deps.git.remoteBranch(root, { url, branch: plan.branch }, signal);
  }

  /** A commit in the user's name, signed off where the repository's are, kept by a ref of ours. */
  async commit(
    view: TaskView,
    { message, ...commit }: { tree: ObjectName; parents: ObjectName[]; message: string },
  ): Promise<ObjectName> {
    const { git } = this.deps;
    const { root } = repoOf(view);
    const redactor = await taskRedactor(this.deps, view.task, view.task.repos[0].root);
    const trailers = await this.trailersOf(view, commit.parents);
    const text = withTrailers(redactor.redact(message), trailers);
    const made = await git.commitTree(root, { ...commit, message: text, asUser: true });
    await git.updateRef(root, taskRefs.pull(view.task.id), made);
    return made;
  }

  private async trailersOf(view: TaskView, [parent]: readonly ObjectName[]): Promise<Trailers> {
    const { git, namesRun = () => false } = this.deps;
    const { root } = repoOf(view);
    const messages = parent === undefined ? [] : await git.recentMessages(root, parent, learnedFrom);
    const identity = learnStyle(messages).signsOff ? await git.identity(root) : null;
    return {
      ...(identity === null ? {} : { signedOffBy: identity }),
      ...(namesRun() ? { agentRun: view.task.id } : {}),
    };
  }
}

export function repoOf(view: TaskView): { root: string } {
  return view.app.workspace?.repos[0] ?? view.task.repos[0];
}
