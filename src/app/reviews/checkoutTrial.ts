import { GitError } from '../../core/errors';
import type { Git } from '../../core/worktrees/gitPorts';
import type { ObjectName, Resolved } from '../../protocol';

/** A merge of a change with what the checkout holds, in the object store only. */
interface Trial {
  /** A commit of what the checkout holds now. */
  now: ObjectName;
  merged: ObjectName | null;
  conflicts: string[];
}

export interface Merged {
  now: ObjectName;
  tree: ObjectName;
}

/**
 * The change from the commit `base` to `change`, a commit or tree, merged with what the checkout holds now. The
 * checkout's state gets `base` as its parent, so that what the user has removed since then stays removed. Conflicts
 * that a person resolved count while the checkout holds what they resolved them for.
 */
export async function tryChange(
  git: Git,
  root: string,
  { base, change, resolved }: { base: ObjectName; change: ObjectName; resolved?: Resolved | undefined },
): Promise<Trial> {
  const now = await git.snapshot(root, { parent: base, message: 'Checkout' });
  const tree = await git.treeOf(root, change);
  const theirs = await git.commitTree(root, { tree, parents: [base], message: 'Change' });
  const { tree: merged, conflicts } = await git.merge(root, now, theirs);
  const isResolved = merged === null && resolved?.ours === (await git.treeOf(root, now));
  return isResolved ? { now, merged: resolved.tree, conflicts: [] } : { now, merged, conflicts };
}

/** Throws `GitError('conflict')` with the names of the files. */
export function mergedOf({ now, merged, conflicts }: Trial, what: 'applied' | 'undone'): Merged {
  if (merged === null) {
    throw conflict(conflicts, what);
  }
  return { now, tree: merged };
}

export function conflict(names: readonly string[], what: 'applied' | 'undone'): GitError {
  const message = `The change was not ${what}: you and the task changed the same places of ${someOf(names)}.`;
  const hint =
    what === 'applied'
      ? 'Your files are as they were. Undo or commit your own change there, or take over by hand what you want.'
      : 'Your files are as they were. Take the change out by hand where you have edited since.';
  return new GitError('conflict', message, { hint });
}

export function someOf(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(', ');
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}
