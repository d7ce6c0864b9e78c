import { baseLabel } from '../../core/worktrees/baseLabel';
import { TaskError } from '../../core/errors';
import type { Git, RepoFacts } from '../../core/worktrees/gitPorts';
import { resultTree } from '../../core/run/result';
import type { Carried, ObjectName, StartingPoint, Task, TaskBase, TaskId, TaskView } from '../../protocol';
import { headNameOf } from './drafts';
import { membersOf } from '../worktrees/joinedRepositories';
import { taskRefs } from './taskRefs';
import type { StepOptions } from '../worktrees/carrying';

interface Deps {
  git: Git;
  store: { readonly current: ReadonlyMap<TaskId, TaskView> };
}

const fetchStepEveryPercent = 5;

/** The commits that tasks begin with. */
export class StartingPoints {
  constructor(private readonly deps: Deps) {}

  /** Throws `GitError` or `TaskError` where there is no such base. */
  async find(task: Task, facts: RepoFacts, options: StepOptions): Promise<StartingPoint> {
    if (task.forkedFrom !== undefined) {
      return task.forkedFrom.base;
    }
    if (task.base?.kind === 'point') {
      return task.base.point;
    }
    return task.base === undefined ? this.checkout(task, facts) : this.other(task, task.base, { facts, options });
  }

  /** Of a clean checkout the snapshot is its commit. */
  private async checkout(task: Task, facts: RepoFacts): Promise<StartingPoint> {
    const { root, head, uncommitted } = facts;
    const isClean = uncommitted === 0 && head !== null;
    const message = `Snapshot for ${task.title}`;
    const snapshot = isClean ? head : await this.deps.git.snapshot(root, { parent: head, message });
    return { snapshot, head, headName: headNameOf(facts), uncommitted };
  }

  private async other(
    task: Task,
    base: Exclude<TaskBase, { kind: 'point' }>,
    { facts: { root }, options }: { facts: RepoFacts; options: StepOptions },
  ): Promise<StartingPoint> {
    const { git } = this.deps;
    if (base.kind === 'task') {
      return this.result(task, base.taskId, root);
    }
    const name = baseLabel(base, () => undefined);
    if (base.kind === 'pull') {
      options.onStep(`Fetching pull request ${name}`);
      const into = taskRefs.snapshot(task.id);
      const onProgress = fetchSteps(`Fetching pull request ${name}`, options);
      const { signal } = options;
      return committed(await git.fetchPull(root, { ...base, into }, { signal, onProgress }), name);
    }
    return committed(await git.resolveBase(root, base.name), name);
  }

  /** Made on what the other task started from, so that its history is whole. */
  private async result(task: Task, taskId: TaskId, root: string): Promise<StartingPoint> {
    const other = this.deps.store.current.get(taskId);
    const repo = other?.app.workspace?.repos.find((each) => each.root === root);
    const tree = other === undefined ? null : await this.resultIn(other, root);
    if (other === undefined || repo === undefined || tree === null) {
      const hint = 'Choose another base, or wait until that task has changed something in this repository.';
      const message = `${task.title} did not begin: there is no result of ${other?.task.title ?? `task ${taskId}`} to start from.`;
      throw new TaskError('no-changes', message, { hint });
    }
    const message = `Result of ${other.task.title}`;
    const snapshot = await this.deps.git.commitTree(root, { tree, parents: [repo.snapshot], message });
    return committed(snapshot, message);
  }

  /** Of one of several repositories it is what the result holds below its path. */
  private async resultIn({ task, run, app }: TaskView, root: string): Promise<ObjectName | null> {
    const member = task.joined === undefined ? undefined : membersOf(task.joined).find((each) => each.root === root);
    const commit = run.checkpoint?.commit ?? app.workspace?.repos[0].snapshot;
    return member === undefined || commit === undefined
      ? resultTree({ run })
      : this.deps.git.memberTree(task.repos[0].root, commit, member);
  }
}

function committed(commit: StartingPoint['snapshot'], headName: string): StartingPoint {
  return { snapshot: commit, head: commit, headName, uncommitted: 0 };
}

/** A step for every few per cent that git tells. */
export function fetchSteps(what: string, options: StepOptions): (phase: string, percent: number) => void {
  let last = '';
  return (phase, percent) => {
    const step = `${what}: ${phase.toLowerCase()}, ${percent - (percent % fetchStepEveryPercent)} %`;
    if (step !== last) {
      last = step;
      options.onStep(step);
    }
  };
}

/** What of the checkout did not go along, because the task starts from something else. */
export function leftBehind(task: Task, facts: RepoFacts, point: StartingPoint): Carried[] {
  return [...changesLeft(task, facts, point), ...(facts.lacksLfs === true ? [largeFilesLeft] : [])];
}

const largeFilesLeft: Carried = {
  ...{ path: 'Contents of large files', how: 'left', bytes: 0 },
  reason: 'Git LFS is not installed, so there are pointers in their place',
};

function changesLeft(task: Task, { uncommitted }: RepoFacts, { headName }: StartingPoint): Carried[] {
  const isOfBefore = task.forkedFrom !== undefined || task.base?.kind === 'point';
  if (task.base === undefined || isOfBefore || uncommitted === 0) {
    return [];
  }
  const path = uncommitted === 1 ? '1 uncommitted file' : `${uncommitted} uncommitted files`;
  return [{ path, how: 'left', bytes: 0, reason: `the task starts from ${headName}` }];
}
