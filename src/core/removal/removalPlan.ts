import type { ObjectName, TaskId, TaskView } from '../../protocol';
import { fileCountLabel, bytesLabel, oneLine } from '../labels/labels';
import { resultTree } from '../run/result';
import type { Translate } from '../translate';

/** What of one repository would be removed: only what was made for tasks that are known here. */
export interface RepositoryRemoval {
  root: string;
  refs: readonly { ref: string; commit: ObjectName }[];
  branches: readonly string[];
  worktrees: readonly { path: string; bytes: number }[];
  /** Last states of worktrees that other programs made and a person had removed here: nowhere else. */
  salvages: readonly { ref: string; commit: ObjectName }[];
}

export interface RemovalPlan {
  tasks: number;
  repositories: readonly RepositoryRemoval[];
  /** Tasks whose change is in no checkout: it would be lost for good. */
  unapplied: readonly UnappliedTask[];
  /** Tasks that a process works on, which have to be stopped first. */
  working: readonly string[];
  dataDirectory: string;
  bytes: number;
  /** What in the data directory stays, because it is the user's own or can't be understood. */
  kept: readonly string[];
}

export interface UnappliedTask {
  taskId: TaskId;
  title: string;
  files: number;
}

/** Whether removing the task would lose a change that is nowhere else. */
export function isUnapplied(view: TaskView): boolean {
  const { task, app, run } = view;
  const { landing } = app;
  const isLanded =
    (landing.kind === 'landed' && isOf(landing.landed.result, view)) ||
    (landing.kind === 'applied' && landing.applied.part === undefined && isOf(landing.applied.result, view));
  const canComeBack = landing.kind === 'discarded' ? landing.salvage !== null && !landing.expired : true;
  return task.place !== 'here' && run.files.length > 0 && !isLanded && canComeBack;
}

/** Whether the work led to nothing else since; older journals do not say what it was. */
function isOf(result: ObjectName | undefined, view: TaskView): boolean {
  return result === undefined || result === resultTree(view);
}

/** Names of what would be lost for good, as `Removal.removeAll` takes them. */
export function lossesOf({ unapplied, repositories }: RemovalPlan): string[] {
  return [
    ...unapplied.map(({ taskId }) => taskId),
    ...repositories.flatMap(({ salvages }) => salvages.map(({ ref }) => ref)),
  ];
}

/** The plan for a person, a line each, the largest loss first. */
export function removalLines(plan: RemovalPlan, t: Translate): string[] {
  const { repositories, unapplied, working, dataDirectory, bytes, kept, tasks } = plan;
  return [
    ...working.map((title) => t('At work, has to be stopped first: {0}', oneLine(title, 80))),
    ...unapplied.map(({ title, files }) =>
      t('Change that is not applied, lost for good: {0} ({1})', oneLine(title, 80), fileCountLabel(files, t)),
    ),
    ...repositories.flatMap(({ root, salvages }) =>
      salvages.map(({ ref, commit }) =>
        t('Kept of a removed worktree in {0}, lost for good: {1} ({2})', root, ref, commit.slice(0, 12)),
      ),
    ),
    ...repositories.flatMap(({ root, refs, branches, worktrees }) => [
      ...worktrees.map(({ path, bytes: size }) => t('Worktree: {0} ({1})', path, bytesLabel(size))),
      ...branches.map((branch) => t('Branch in {0}: {1}', root, branch)),
      ...refs.map(({ ref, commit }) => t('Ref in {0}: {1} ({2})', root, ref, commit.slice(0, 12))),
    ]),
    t('Data of {0} agents in {1}: {2}', tasks, dataDirectory, bytesLabel(bytes)),
    ...kept.map((path) => t('Stays: {0}', path)),
  ];
}
