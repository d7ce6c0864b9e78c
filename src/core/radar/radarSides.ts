import type { ObjectName, TaskId, TaskView } from '../../protocol';
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
  /** Of those with the same one only one is ever landed, as in a race. */
  rivals: string | null;
}

/** Older ones are left out. */
const maxSides = 40;

/** The newest tasks that have a change of their own, in the order they were made. */
export function radarSides(views: Iterable<TaskView>): RadarSide[] {
  return [...views]
    .flatMap((view) => sideOf(view) ?? [])
    .sort((one, other) => (one.taskId < other.taskId ? -1 : 1))
    .slice(-maxSides);
}

function sideOf(view: TaskView): RadarSide | null {
  const { task, app, run } = view;
  const repo = app.workspace?.repos[0];
  const isAtWork = isWorking(view);
  // What stands for several repositories is no checkout that can be looked at as one.
  if (repo === undefined || task.place === 'here' || task.joined !== undefined || !isOpen(view)) {
    return null;
  }
  const mayDiffer = run.unkept && isAtWork;
  const tree = resultTree(view);
  if (tree === null && !mayDiffer) {
    return null;
  }
  const { root, snapshot, worktree, gitDir, commonDir } = repo;
  return {
    ...{ taskId: task.id, title: task.title, root, snapshot },
    tree: mayDiffer ? null : tree,
    worktree: { worktree, gitDir, commonDir },
    isInCheckout: app.landing.kind === 'applied',
    rivals: task.group?.kind === 'race' ? task.group.groupId : null,
  };
}

/** Its change is to be landed yet, or goes on growing. */
function isOpen(view: TaskView): boolean {
  const { landing, marks } = view.app;
  return !marks.archived && (landing.kind === 'none' || (landing.kind === 'applied' && isWorking(view)));
}

function isWorking({ state }: TaskView): boolean {
  return state.kind === 'running' || state.kind === 'waiting';
}
