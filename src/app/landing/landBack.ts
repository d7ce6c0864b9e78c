import { GitError, TaskError, toErrorData } from '../../core/errors';
import { joinedFolderOf } from '../../core/repositories/joinedRoot';
import type { Git } from '../../core/worktrees/gitPorts';
import type { FileChange, Landed, ObjectName, TaskView } from '../../protocol';
import { someOf, tryChange } from '../reviews/checkoutTrial';
import { taskRefs } from '../tasks/taskRefs';

/** Where the ref of the landing is now. */
export async function tipOf(git: Git, { root, ref, from, commits }: Landed): Promise<ObjectName | null> {
  const known = commits.at(-1) ?? from;
  if (joinedFolderOf(root) !== null && known !== null) {
    return git.headLike(root, known);
  }
  return ref === 'HEAD' ? (await git.headOf(root)).head : git.readRef(root, ref);
}

/** The files before; where another landing came first and its commit has the same in a file, that one stays. */
export async function backFrom(
  git: Git,
  landed: Landed,
  { before, after }: Record<'before' | 'after', ObjectName>,
): Promise<ObjectName> {
  const { root, from } = landed;
  const now = await tipOf(git, landed);
  if (now === null || now === from) {
    return before;
  }
  const others = new Set((await git.changes(root, now, after)).flatMap(pathsOf));
  const same = (await git.changes(root, before, after)).flatMap(pathsOf).filter((path) => !others.has(path));
  return git.treeWith(root, before, { change: after, paths: same, contents: new Map() });
}

export function withoutChange(git: Git, { root, from, commits }: Landed): ReturnType<typeof tryChange> {
  const [base, change] = [commits.at(-1), from];
  if (base === undefined || change === null) {
    throw new TaskError('not-possible-now', 'A branch beside yours has nothing in your files.');
  }
  return tryChange(git, root, { base, change });
}

export async function keepCheckout(git: Git, { task }: TaskView, landed: Landed, now: ObjectName): Promise<void> {
  const { root, files } = landed;
  const exact = await git.keepFiles(root, files.flatMap(pathsOf));
  const tree = await git.treeOf(root, now);
  const parents = [...new Set([now, ...landed.commits.slice(-1), exact])];
  const salvage = await git.commitTree(root, { tree, parents, message: `Before undoing ${task.title}` });
  await git.updateRef(root, taskRefs.checkout(task.id), salvage);
}

export async function checkUndo(git: Git, landed: Landed, revert: boolean): Promise<void> {
  const tip = landed.commits.at(-1) ?? null;
  const now = await tipOf(git, landed);
  const name = landed.ref.replace(/^refs\/heads\//, '');
  if (landed.way === 'branch') {
    if (now !== tip) {
      throw new TaskError('not-possible-now', `Not undone: ${name} has moved since, or is gone.`, {
        hint: 'Remove the branch yourself when nobody needs it.',
      });
    }
    return;
  }
  if (!revert && now !== tip) {
    const message = `Not undone: ${name} has other commits since, so the change is part of your history.`;
    const hint = 'Revert it instead: that puts the inverse change into your files, for you to look at and commit.';
    throw new TaskError('committed', message, { hint });
  }
  const { branch } = await git.headOf(landed.root);
  if (branch !== (landed.ref === 'HEAD' ? null : name)) {
    throw new TaskError('not-possible-now', `Not undone: ${name} is not checked out.`, {
      hint: `Check out ${name} first.`,
    });
  }
}

/** The branch has moved already: an index that can't follow is told, and nothing is lost by it. */
export async function moveLandedIndex(
  git: Git,
  { root, files }: Landed,
  { from, to }: { from: ObjectName; to: ObjectName },
): Promise<string[]> {
  try {
    return await git.moveIndex(root, from, to);
  } catch (error) {
    if (error instanceof GitError && ['locked', 'conflict'].includes(error.reason)) {
      return files.map(({ path }) => path);
    }
    throw error;
  }
}

function pathsOf({ path, oldPath }: FileChange): string[] {
  return oldPath === undefined ? [path] : [path, oldPath];
}

export function interrupted(): GitError {
  return new GitError('failed', 'The commit was interrupted before the branch was moved, so it was taken back.', {
    hint: 'Commit it again.',
  });
}

/** The error, with the names of what could not be put back because it is not as we left it. */
export function withLeft(error: unknown, left: readonly string[]): GitError {
  const data = toErrorData(error);
  const reason = error instanceof GitError && error.reason !== 'does-not-apply' ? error.reason : 'failed';
  const message = `${data.message} These files were changed meanwhile, by your hooks or by you, and stay as they are: ${someOf(left)}.`;
  return new GitError(reason, message, { cause: error, ...(data.hint === undefined ? {} : { hint: data.hint }) });
}
