import type { Git } from '../../core/worktrees/gitPorts';
import type { BranchMove, ObjectName, RepoWorkspace } from '../../protocol';

/**
 * Where a task's branch goes with its base. Without commits of the agent's own it begins again at the base, with some both
 * are merged in it; null where they don't merge. `result`: the tree that we commit to it.
 */
export async function branchMove(
  git: Git,
  { root, snapshot, headName, branch }: Pick<RepoWorkspace, 'root' | 'snapshot' | 'headName' | 'branch'>,
  { tip, base, result }: { tip: ObjectName; base: ObjectName; result: ObjectName | null },
): Promise<BranchMove | null> {
  const tree = await git.treeOf(root, tip);
  const parents = await git.parentsOf(root, tip);
  const isResult = tree === result && parents.length === 1 && parents[0] === snapshot;
  if (tip === snapshot || isResult) {
    return { from: tip, to: base };
  }
  const side = (of: ObjectName): Promise<ObjectName> =>
    git.commitTree(root, { tree: of, parents: [snapshot], message: 'Side' });
  const merged = await git.merge(root, await side(tree), await side(await git.treeOf(root, base)));
  if (merged.tree === null) {
    return null;
  }
  const message = `Merge ${headName} into ${branch ?? 'the work'}`;
  return {
    from: tip,
    to: await git.commitTree(root, { tree: merged.tree, parents: [tip, base], message, asUser: true }),
  };
}
