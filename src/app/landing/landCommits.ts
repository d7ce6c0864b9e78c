import { GitError } from '../../core/errors';
import type { Git } from '../../core/worktrees/gitPorts';
import type { Landed, ObjectName } from '../../protocol';
import { someOf } from '../reviews/checkoutTrial';
import type { LandPlan } from './landPlan';

/** What hooks changed in a commit is in those after it too. */
export async function writeCommits(
  git: Git,
  { root, hooks, way }: Landed,
  { onto, units }: Pick<LandPlan, 'onto' | 'units'>,
): Promise<ObjectName[]> {
  const commits: ObjectName[] = [];
  let [tip, planned, made] = [onto, await git.treeOf(root, onto), await git.treeOf(root, onto)];
  for (const { tree, message } of units) {
    const wanted = made === planned ? tree : await onChanged(git, root, { planned, made, tree });
    const commit = { tree: wanted, parents: [tip], message, hooks: hooks && way !== 'merge' };
    const written = await git.commitAsUser(root, commit);
    commits.push(written.commit);
    [tip, planned, made] = [written.commit, tree, written.tree];
  }
  return commits;
}

async function onChanged(
  git: Git,
  root: string,
  { planned, made, tree }: Record<'planned' | 'made' | 'tree', ObjectName>,
): Promise<ObjectName> {
  const base = await git.commitTree(root, { tree: planned, parents: [], message: 'Planned' });
  const side = (of: ObjectName) => git.commitTree(root, { tree: of, parents: [base], message: 'Side' });
  const { tree: merged, conflicts } = await git.merge(root, await side(made), await side(tree));
  if (merged === null) {
    const message = `Nothing was committed: what your hooks changed in ${someOf(conflicts)} conflicts with the next commit.`;
    throw new GitError('hook-refused', message, { hint: 'Make it one commit, or commit without hooks.' });
  }
  return merged;
}
