import type { ObjectName, RepoWorkspace, TaskId, TaskView } from '../../protocol';
import { resultTree } from '../run/result';
import type { WorktreeRef } from './radarPorts';

/** A task whose change is on its way, or waits to be landed. */
export interface RadarSide {
  taskId: TaskId;
  title: string;
  /** The user's checkout. */
  root: string;
  /** The commit that its change is counted from. */
  snapshot: ObjectName;
  /** Its files; null where they may have changed since they were last kept: then the worktree says. */
  tree: ObjectName | null;
  worktree: WorktreeRef;
  /** Its change is in the checkout already, as far as it was then. */
  isInCheckout: boolean;
  /** What its paths begin with in the task: the path of one of several repositories with `/` behind it, else empty. */
  prefix: string;
  /** The result that its journal names, so that another one is noticed where the worktree says what `tree` is. */
  result: ObjectName | null;
  /** Of those with the same one only one is ever landed, as in a race. */
  rivals: string | null;
}

/** Older ones are left out. */
const maxSides = 40;

/** The newest tasks that have a change of their own, in the order they were made. */
export function radarSides(views: Iterable<TaskView>): RadarSide[] {
  return [...views]
    .flatMap(sidesOf)
    .sort((one, other) => (one.taskId < other.taskId ? -1 : 1))
    .slice(-maxSides);
}

/** One in each repository of the task. */
function sidesOf(view: TaskView): RadarSide[] {
  const { task, app, run } = view;
  const result = resultTree(view);
  const mayDiffer = run.unkept && isWorking(view);
  const repos: readonly RepoWorkspace[] = app.workspace?.repos ?? [];
  if (task.place === 'here' || !isOpen(view) || (result === null && !mayDiffer)) {
    return [];
  }
  const of = ({ root, snapshot, worktree, gitDir, commonDir }: RepoWorkspace, prefix: string): RadarSide => ({
    ...{ taskId: task.id, title: task.title, root, snapshot, prefix, result },
    // The result of several repositories is a tree of all of them.
    tree: mayDiffer || prefix !== '' ? null : result,
    worktree: { worktree, gitDir, commonDir },
    isInCheckout: app.landing.kind === 'applied',
    rivals: task.group?.kind === 'race' ? task.group.groupId : null,
  });
  const { joined } = task;
  return joined === undefined
    ? repos.slice(0, 1).map((repo) => of(repo, ''))
    : repos.slice(1).map((repo, index) => of(repo, `${joined.members[index]?.path ?? ''}/`));
}

/** Its change is to be landed yet, or goes on growing. */
function isOpen(view: TaskView): boolean {
  const { landing, marks } = view.app;
  return !marks.archived && (landing.kind === 'none' || (landing.kind === 'applied' && isWorking(view)));
}

function isWorking({ state }: TaskView): boolean {
  return state.kind === 'running' || state.kind === 'waiting';
}
