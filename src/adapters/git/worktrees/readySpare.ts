import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GitError } from '../../../core/errors';
import type { ObjectName } from '../../../protocol';
import { treeOf } from '../objects/commits';
import { plainDiff } from '../changes/differences';
import { fieldsOf, type GitRepo } from '../gitRepo';
import type { ReadyFiles } from './adminFolder';
import { isThere } from '../checkout/standing';
import { claim, partsOf, readSpare, spareFolder } from './spareFolder';

/** A spare that is out of everybody else's reach. */
export interface ReadySpare extends ReadyFiles {
  commit: ObjectName;
  tree: ObjectName;
  folder: string;
}

/** Takes the spare of the repository, if there is one that can be used. To be called with the repository's lock. */
export async function takeSpare(repo: GitRepo, spares: string): Promise<ReadySpare | null> {
  const folder = spareFolder(spares, repo.at.commonDir);
  const record = await readSpare(repo, folder);
  const taken = `${folder}-taken`;
  if (record === null || !(await claim(folder, taken))) {
    return null;
  }
  const { files, index } = partsOf(taken);
  if (!(await isThere(files)) || !(await isThere(index))) {
    return null;
  }
  return { files, index, commit: record.commit, tree: record.tree, folder: taken };
}

/**
 * Makes the worktree that a spare became hold `content`, by the files that differ alone. False, and no files are left,
 * when there is any doubt that they are what a fresh checkout would be.
 */
export async function bringUp(made: GitRepo, spare: ReadySpare, content: ObjectName): Promise<boolean> {
  try {
    const tree = content === spare.commit ? spare.tree : await treeOf(made, content);
    if (tree !== spare.tree) {
      await readTree(made, spare.tree, tree);
    }
    if (await isAsIndexed(made)) {
      return true;
    }
  } catch (error) {
    if (!(error instanceof GitError)) {
      throw error;
    }
  }
  const { worktree, gitDir } = made.at;
  for (const name of (await readdir(worktree)).filter((each) => each !== '.git')) {
    await rm(join(worktree, name), { recursive: true, force: true });
  }
  await rm(join(gitDir, 'index'), { force: true });
  return false;
}

/** Throws `GitError` also where attributes change, which decide about the bytes of files that don't. */
export async function readTree(repo: GitRepo, from: ObjectName | null, tree: ObjectName): Promise<void> {
  const to = `check out the files into ${repo.at.worktree}`;
  if (from !== null) {
    const args = [...plainDiff, '--name-only', '--no-renames', '-z', '--end-of-options', from, tree, '--'];
    const paths = fieldsOf((await repo.run({ args, to })).stdout);
    if (paths.some((path) => /(^|\/)\.git(attributes|modules)$/i.test(path))) {
      throw new GitError('failed', 'Attributes of files have changed.', { audience: 'log' });
    }
  }
  await repo.run({ args: ['-c', 'checkout.workers=0', 'read-tree', '-m', '-u', '--end-of-options', tree], to });
}

/** Whether files and index are the same, and nothing else is there, ignored or not. */
export async function isAsIndexed(repo: GitRepo): Promise<boolean> {
  const to = 'look at the files of a worktree';
  const [differing, others] = await Promise.all([
    repo.run({ args: ['diff-files', '--raw', '-z', '--ignore-submodules=all', '--no-ext-diff'], to }),
    repo.run({ args: ['ls-files', '-o', '--directory', '--no-empty-directory', '-z'], to }),
  ]);
  return differing.stdout.length === 0 && others.stdout.length === 0;
}
