import type { Git, MergeOutcome } from '../../core/worktrees/gitPorts';
import type { ObjectName } from '../../protocol';

/** What both made of `base`, whatever their own histories are. All three are commits or trees, `base` a commit. */
export async function mergeOn(
  { git, root, base }: { git: Git; root: string; base: ObjectName },
  ours: ObjectName,
  theirs: ObjectName,
): Promise<MergeOutcome> {
  const side = async (of: ObjectName): Promise<ObjectName> =>
    git.commitTree(root, { tree: await git.treeOf(root, of), parents: [base], message: 'Side' });
  return git.merge(root, await side(ours), await side(theirs));
}
