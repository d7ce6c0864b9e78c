import { GitError, TaskError } from '../../core/errors';
import { whyNotNow, whyNotUpdatable } from '../../core/landing/updatable';
import type { Git } from '../../core/worktrees/gitPorts';
import type { ObjectName, RepoWorkspace, StartingPoint, TaskView } from '../../protocol';
import { someOf } from '../reviews/checkoutTrial';
import { followedHead } from './followedHead';
import { type MovedBase, movedBase, movedOnto } from './movedBase';

export interface UpdatableFiles {
  repo: RepoWorkspace;
  /** A commit of what the worktree holds now. */
  files: ObjectName;
  moved: MovedBase;
}

/** A task that can be brought up to its branch, or to `onto`, merged with it in the object store. Throws `TaskError('not-possible-now')`. */
export async function updatableFiles(git: Git, view: TaskView, onto?: StartingPoint): Promise<UpdatableFiles> {
  const why = onto === undefined ? whyNotUpdatable(view) : whyNotNow(view);
  const repo = view.app.workspace?.repos[0];
  if (why !== null || repo === undefined) {
    throw new TaskError('not-possible-now', `Not updated: ${why ?? 'the task has not begun.'}`);
  }
  const parent = view.run.checkpoint?.commit ?? repo.snapshot;
  const files = await git.snapshot(repo, { parent, message: 'Before the update' });
  const moved =
    onto === undefined
      ? await movedBase(git, repo, files, await followedHead(git, view.task, repo))
      : await movedOnto(git, repo, files, onto);
  if (moved === null) {
    throw new TaskError('not-possible-now', `Not updated: ${whereItIs(view.task, repo)} that the task is made on.`);
  }
  return { repo, files, moved };
}

function whereItIs({ base, joined }: TaskView['task'], { headName }: RepoWorkspace): string {
  if (joined !== undefined) {
    return 'your checkouts are on the commits';
  }
  return `${base?.kind === 'ref' ? `${headName} is` : 'your checkout is on'} the commit`;
}

/** What an update without conflicts comes to. Throws `GitError('conflict')` with the names of the files. */
export function cleanOf({ outcome }: MovedBase): Extract<MovedBase['outcome'], { kind: 'clean' }> {
  if (outcome.kind === 'clean') {
    return outcome;
  }
  const names = someOf(outcome.conflicts);
  const who = outcome.in === 'task' ? 'the task and the commits since changed' : 'the commits since changed';
  const what =
    outcome.in === 'task'
      ? `the same places of ${names}`
      : `the same places of ${names} as your own work that the task started with`;
  const way =
    outcome.in === 'task'
      ? 'Resolve the conflicts in the merge editor, or let the agent resolve them.'
      : 'Apply the change instead, or commit it to your branch.';
  throw new GitError('conflict', `Not updated: ${who} ${what}.`, { hint: `Nothing was touched. ${way}` });
}
