import { TaskError } from '../../core/errors';
import type { Git } from '../../core/worktrees/gitPorts';
import type { Applied } from '../../protocol';

/** Whether the commit that the checkout is on has other contents of the applied files than the one of the apply. */
export async function isCommittedSince(git: Git, { root, head: then, files }: Applied): Promise<boolean> {
  const { head } = await git.facts(root);
  if (then === undefined || head === null || head === then) {
    return false;
  }
  if (then === null) {
    return true;
  }
  const touched = new Set(
    (await git.changes(root, then, head)).flatMap(({ path, oldPath }) => [path, oldPath ?? path]),
  );
  return files.some(({ path, oldPath }) => touched.has(path) || touched.has(oldPath ?? path));
}

export function committed(): TaskError {
  const message = 'Not undone: commits changed the applied files since, so the change may be part of your history.';
  const hint = 'Revert it instead: that puts the inverse change into your files, for you to look at and commit.';
  return new TaskError('committed', message, { hint });
}
