import * as fs from 'node:fs';
import { availableParallelism } from 'node:os';
import { folderOf, holdsFile, holdsFolder, isConeFolder, joined, wholeCone } from '../../../core/worktrees/cone';
import type { ObjectName } from '../../../protocol';
import { absolute, asText, fieldsOf, type GitRepo, toInput } from '../gitRepo';
import type { RepoLock } from '../process/repoLock';
import { aloneWithGiven } from './givenFiles';
import { coneAt, writeCone, writePatterns } from './sparseRecord';
import { finishFiles, forgetUnfinished, noteUnfinished } from './unfinishedFiles';

const to = 'check out more of the files';

/**
 * Brings folders, whole, into a sparse worktree; `''` is everything. False where they were there. Nothing that stands
 * there is replaced or removed. What a crash cuts off is done again by the next call, half-written files as well. Throws
 * `GitError`.
 */
export async function widen(repo: GitRepo, folders: readonly string[]): Promise<boolean> {
  return lacks(repo, folders)
    ? await aloneWithGiven(repo, to, async (lock) => lacks(repo, folders) && (await bring(repo, folders, lock)))
    : false;
}

function lacks({ at }: GitRepo, folders: readonly string[]): boolean {
  const cone = coneAt(at);
  return cone !== null && !folders.every((folder) => holdsFolder(cone, folder));
}

async function bring(repo: GitRepo, folders: readonly string[], lock: Pick<RepoLock, 'check'>): Promise<true> {
  const { gitDir, worktree } = repo.at;
  const isWhole = folders.includes('') || !folders.every((folder) => isConeFolder(folder));
  const cone = isWhole ? wholeCone : joined([...(coneAt(repo.at) ?? []), ...folders]);
  const wanted = (await skipped(repo, undefined)).filter((path) => holdsFile(cone, asText(path)));
  const absent = wanted.filter((path) => isAbsent(worktree, path));
  if (absent.length > 0) {
    await write(repo, absent);
  }
  await unskip(repo, undefined, wanted);
  await lock.check();
  forgetUnfinished(gitDir);
  // Last: what the record says to be there and is not was deleted.
  writePatterns(gitDir, cone);
  writeCone(gitDir, cone);
  return true;
}

async function write(repo: GitRepo, absent: readonly string[]): Promise<void> {
  const args = ['checkout-index', '--ignore-skip-worktree-bits', '-u', '-q', '-z', '--stdin'];
  noteUnfinished(repo.at.gitDir, absent);
  try {
    await repo.run({ args: ['-c', `checkout.workers=${workers()}`, ...args], to, input: toInput(absent) });
  } catch (error) {
    // Nobody has changed yet what stands there now; what can't be finished either is left to the next call.
    await Promise.allSettled([finishFiles(repo)]);
    throw error;
  }
}

/** With more than one, git takes away what it could not write to its end; with one it leaves the beginning. */
function workers(): number {
  return Math.max(2, availableParallelism());
}

/** As `widen`, for what is about to be changed at these paths, as binary strings. */
export async function widenFor(repo: GitRepo, paths: readonly string[]): Promise<void> {
  const cone = coneAt(repo.at);
  const outside = cone === null ? [] : paths.map(asText).filter((path) => !holdsFile(cone, path));
  if (outside.length > 0) {
    await widen(repo, outside.map(folderOf));
  }
}

/** The files that an index of a sparse worktree has and the worktree was not given. */
export async function notCheckedOut(repo: GitRepo): Promise<string[]> {
  const cone = coneAt(repo.at);
  if (cone === null || cone.includes('')) {
    return [];
  }
  return (await skipped(repo, undefined)).map(asText).filter((path) => !holdsFile(cone, path));
}

/**
 * Lets an index of a sparse worktree know what has come into it since the index was made, so that a file which was
 * deleted there counts as deleted, and one that stands outside of what was given counts as well.
 */
export async function alignIndex(repo: GitRepo, indexFile: string): Promise<void> {
  const cone = coneAt(repo.at);
  if (cone === null) {
    return;
  }
  const given = (await skipped(repo, indexFile)).filter((path) => holdsFile(cone, asText(path)));
  await unskip(repo, indexFile, given);
  // Git sees what stands outside each time it reads the index; written down, it is not forgotten when that goes again.
  await repo.run({ args: ['update-index', '--force-write-index'], to, indexFile });
}

/** Puts the files that are not checked out, and for which nothing else stands there, into another folder. */
export async function checkOutBeside(repo: GitRepo, folder: string): Promise<boolean> {
  const cone = coneAt(repo.at);
  const missing = cone === null || cone.includes('') ? [] : await skipped(repo, undefined);
  const absent = missing.filter((path) => isAbsent(repo.at.worktree, path));
  if (absent.length === 0) {
    return false;
  }
  fs.mkdirSync(folder, { mode: 0o700 });
  const args = ['checkout-index', '--ignore-skip-worktree-bits', '-q', '-z', '--stdin', `--prefix=${folder}/`];
  await repo.run({ args: ['-c', `checkout.workers=${workers()}`, ...args], to, input: toInput(absent) });
  return true;
}

/** Lines of files that are not checked out, as `git grep` finds them in a tree. */
export async function grepTree(
  repo: GitRepo,
  tree: ObjectName,
  { pattern, isLiteral, folders }: { pattern: string; isLiteral: boolean; folders: readonly string[] },
  signal: AbortSignal,
): Promise<{ path: string; line: number; text: string }[]> {
  const how = isLiteral ? '--fixed-strings' : '--perl-regexp';
  const args = [
    'grep',
    '-I',
    '--no-textconv',
    '--line-number',
    '--null',
    '--no-color',
    '--full-name',
    how,
    '-e',
    pattern,
  ];
  const { stdout } = await repo.run({
    args: [...args, `${tree}^{tree}`, '--', ...folders],
    ...{ to: 'search what is not checked out', accept: [0, 1], signal },
  });
  return stdout
    .toString()
    .split('\n')
    .flatMap((found) => {
      const [, path, line, text] = /^[^:]+:([^\0]+)\0(\d+)[:\0](.*)$/s.exec(found) ?? [];
      return path === undefined ? [] : [{ path, line: Number(line), text: text ?? '' }];
    });
}

/** As the index has them, whatever stands on the disk. Binary strings. */
async function skipped(repo: GitRepo, indexFile: string | undefined): Promise<string[]> {
  const { stdout } = await repo.run({ args: [...asWritten, 'ls-files', '-t', '-z'], to, ...indexOf(indexFile) });
  return fieldsOf(stdout).flatMap((field) => (field.startsWith('S ') ? [field.slice(2)] : []));
}

async function unskip(repo: GitRepo, indexFile: string | undefined, paths: readonly string[]): Promise<void> {
  if (paths.length > 0) {
    const args = [...asWritten, 'update-index', '--no-skip-worktree', '-z', '--stdin'];
    await repo.run({ args, to, input: toInput(paths), ...indexOf(indexFile) });
  }
}

/** Git takes an entry whose file stands on the disk for one that is checked out, unless it knows of no sparseness. */
const asWritten = ['-c', 'core.sparseCheckout=false'];

function indexOf(indexFile: string | undefined): { indexFile?: string } {
  return indexFile === undefined ? {} : { indexFile };
}

/** False also where something else stands in the place of a folder above it. */
function isAbsent(worktree: string, path: string): boolean {
  const at = absolute(worktree, path);
  try {
    fs.lstatSync(at);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT';
  }
}
