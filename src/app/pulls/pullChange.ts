import { TaskError } from '../../core/errors';
import type { Git } from '../../core/worktrees/gitPorts';
import type { ObjectName, RepoWorkspace, TaskView } from '../../protocol';
import { someOf } from '../reviews/checkoutTrial';
import type { PullDeps } from './pullWork';
import { refuseSeveral } from '../tasks/refuseSeveral';
import { refuseInPlace } from '../worktrees/workspaces';

/** A task's change as others get it: without what the user had not committed when it began. */
export interface PullChange {
  repo: RepoWorkspace;
  /** The commit that the task began from, on which the change goes. */
  parent: ObjectName;
  tree: ObjectName;
  /** It is exactly the tree that the task ended with, so its checks are of it. */
  isWhole: boolean;
}

/** Throws `TaskError` where there is nothing to publish, or it can't be told from what is uncommitted. */
export async function pullChange(
  { git, resultOf }: Pick<PullDeps, 'git' | 'resultOf'>,
  view: TaskView,
): Promise<PullChange> {
  const { app } = view;
  requireRest(view);
  refuseSeveral(view, 'published');
  const [repo, ...others] = app.workspace?.repos ?? [];
  const result = await resultOf(view);
  if (repo === undefined || result === null) {
    throw new TaskError('no-changes', 'The task has changed nothing, so there is nothing to publish.');
  }
  const { root, head, snapshot } = repo;
  if (head === null) {
    throw new TaskError('not-possible-now', 'The repository had no commit when the task began.', {
      hint: 'Apply the change and publish the repository first.',
    });
  }
  const treeOf = (of: ObjectName): Promise<ObjectName> => git.treeOf(root, of);
  const [tree, snapshotTree, baseTree] = await Promise.all([treeOf(result), treeOf(snapshot), treeOf(head)]);
  if (tree === snapshotTree) {
    throw new TaskError('no-changes', 'The task has changed nothing, so there is nothing to publish.');
  }
  if (snapshotTree === baseTree) {
    return { repo, parent: head, tree, isWhole: others.every(({ uncommitted }) => uncommitted === 0) };
  }
  return { repo, parent: head, tree: await withoutUncommitted(git, repo, { tree, baseTree }), isWhole: false };
}

function requireRest({ task, state }: TaskView): void {
  refuseInPlace(task, 'published', 'Commit and push it with the tools of your editor or with git.');
  if (['running', 'preparing', 'waiting', 'queued'].includes(state.kind)) {
    throw new TaskError('not-possible-now', 'The task is still at work, so its change is not complete.', {
      hint: 'Wait until it is done, or stop it first.',
    });
  }
}

/** The change alone, on the commit: what lies between is the user's and not published. */
async function withoutUncommitted(
  git: Git,
  { root, snapshot }: RepoWorkspace,
  { tree, baseTree }: { tree: ObjectName; baseTree: ObjectName },
): Promise<ObjectName> {
  const parents = [snapshot];
  const theirs = await git.commitTree(root, { tree, parents, message: 'Change' });
  const ours = await git.commitTree(root, { tree: baseTree, parents, message: 'Base' });
  const { tree: merged, conflicts } = await git.merge(root, ours, theirs);
  if (merged === null) {
    throw new TaskError(
      'not-possible-now',
      `The change can't be published alone: in ${someOf(conflicts)} it builds on what you had not committed.`,
      { hint: 'Commit your own changes and update the task, then try again.' },
    );
  }
  return merged;
}
