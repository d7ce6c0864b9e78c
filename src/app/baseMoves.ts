import type { BaseMove } from '../core/landing/baseMove';
import type { Git } from '../core/worktrees/gitPorts';
import { resultTree } from '../core/run/result';
import type { TaskView } from '../protocol';

/** Looks whether the branch that a task began from has gone on. Nothing but objects is written, and no lock is taken. */
export class BaseMoves {
  constructor(private readonly git: Git) {}

  /** Null where it has not, where the task began from something else, or where its change is in the checkout or gone. */
  async look({ task, app, run }: TaskView): Promise<BaseMove | null> {
    const { git } = this;
    const repo = app.workspace?.repos[0];
    const isOfCheckout = task.place !== 'here' && task.base === undefined;
    if (repo === undefined || !isOfCheckout || app.landing.kind !== 'none') {
      return null;
    }
    const { root, snapshot } = repo;
    const { head } = await git.facts(root);
    const commits = head === null ? 0 : await git.commitsBetween(root, snapshot, head);
    if (head === null || commits === 0) {
      return null;
    }
    const tree = resultTree({ run }) ?? (await git.treeOf(root, snapshot));
    const result = await git.commitTree(root, { tree, parents: [snapshot], message: 'Result' });
    const { conflicts } = await git.merge(root, head, result);
    return { commits, conflicts };
  }
}
