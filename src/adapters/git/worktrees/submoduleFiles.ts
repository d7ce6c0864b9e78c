import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckoutRef } from '../../../core/worktrees/checkoutRef';
import { GitProcess } from '../process/gitProcess';
import { asText, fieldsOf, GitRepo, withoutLineEnd } from '../gitRepo';
import { withTemporaryIndex } from '../checkout/stage';

interface Submodule {
  path: string;
  commit: string;
}

const gitlink = '160000';
const deepest = 8;
const to = 'fill the submodules';

/**
 * Puts the files of submodules where an index has their commits, as far as the repositories that the user's checkout has
 * of them hold those: from the disk alone, and without a repository in the place. One that is not there, or whose folder
 * is not empty, is left. `indexFile` is the index that was checked out; the checkout's own unless given.
 */
export async function fillSubmodules(process: GitProcess, repo: GitRepo, indexFile?: string): Promise<void> {
  await fillBelow({ process, repo, modules: join(repo.at.commonDir, 'modules'), depth: 0 }, indexFile);
}

/** The submodules of a checkout, by their paths, as its index has them. Throws `GitError`. */
export async function submodulesOf(at: CheckoutRef): Promise<string[]> {
  if (!(await isA('isFile', join(at.worktree, '.gitmodules')))) {
    return [];
  }
  const found = await listed(new GitRepo(new GitProcess(), at), undefined);
  return found.map(({ path }) => path);
}

interface Level {
  process: GitProcess;
  repo: GitRepo;
  /** Where the repositories of its submodules lie. */
  modules: string;
  depth: number;
}

async function fillBelow({ process, repo, modules, depth }: Level, indexFile: string | undefined): Promise<void> {
  const { worktree } = repo.at;
  if (
    depth >= deepest ||
    !(await isA('isFile', join(worktree, '.gitmodules'))) ||
    !(await isA('isDirectory', modules))
  ) {
    return;
  }
  const names = await namesByPath(repo, ['--file', join(worktree, '.gitmodules')]);
  for (const { path, commit } of await listed(repo, indexFile)) {
    const gitDir = join(modules, names.get(path) ?? '');
    const folder = join(worktree, path);
    if (names.has(path) && (await isA('isFile', join(gitDir, 'HEAD'))) && (await isEmptyFolder(folder))) {
      const inner = new GitRepo(process, { worktree: folder, gitDir, commonDir: gitDir });
      await withTemporaryIndex(async (innerIndex) => {
        if (await fill(inner, commit, innerIndex)) {
          await fillBelow({ process, repo: inner, modules: join(gitDir, 'modules'), depth: depth + 1 }, innerIndex);
        }
      });
    }
  }
}

/** False where the commit is not on this disk. */
async function fill(repo: GitRepo, commit: string, indexFile: string): Promise<boolean> {
  if (!(await holds(repo, commit))) {
    return false;
  }
  const config = ['-c', 'checkout.workers=0', '-c', 'core.sparseCheckout=false'];
  const args = [...config, 'read-tree', '-m', '-u', '--end-of-options', commit];
  return (await repo.run({ args, to, indexFile, accept: [0, 128] })).code === 0;
}

export async function holds(repo: GitRepo, commit: string): Promise<boolean> {
  const args = ['cat-file', '-e', '--end-of-options', `${commit}^{tree}`];
  return (await repo.run({ args, to, accept: [0, 1, 128] })).code === 0;
}

async function listed(repo: GitRepo, indexFile: string | undefined): Promise<Submodule[]> {
  const index = indexFile === undefined ? {} : { indexFile };
  const { stdout } = await repo.run({ args: ['ls-files', '-s', '-z'], to, ...index });
  return fieldsOf(stdout)
    .filter((entry) => entry.startsWith(gitlink))
    .map((entry) => {
      const tab = entry.indexOf('\t');
      return { path: asText(entry.slice(tab + 1)), commit: entry.slice(0, tab).split(' ')[1] ?? '' };
    });
}

/** From a `.gitmodules`, which anyone may have written: a name never leads out of the modules. */
export async function namesByPath(repo: GitRepo, source: readonly string[]): Promise<Map<string, string>> {
  const options = ['--null', '--no-includes', ...source, '--get-regexp', '^submodule\\..*\\.path$'];
  const { stdout } = await repo.run({ args: ['config', ...options], to, accept: [0, 1, 3, 128] });
  const names = new Map<string, string>();
  for (const field of fieldsOf(stdout).map(asText)) {
    const end = field.indexOf('\n');
    const name = field.slice('submodule.'.length, end - '.path'.length);
    if (name.split(/[/\\]/).every((part) => !['', '.', '..'].includes(part))) {
      names.set(withoutLineEnd(field.slice(end + 1)), name);
    }
  }
  return names;
}

async function isA(kind: 'isFile' | 'isDirectory', path: string): Promise<boolean> {
  return lstat(path).then(
    (stats) => stats[kind](),
    () => false,
  );
}

async function isEmptyFolder(path: string): Promise<boolean> {
  return (await isA('isDirectory', path)) && (await readdir(path)).length === 0;
}
