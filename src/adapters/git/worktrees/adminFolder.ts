import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { GitError } from '../../../core/errors';
import type { Cone } from '../../../core/worktrees/cone';
import type { ObjectName } from '../../../protocol';
import { fieldsOf, type GitRepo } from '../gitRepo';
import { ownFolder } from '../process/perRepoQueue';
import { writeCone, writePatterns } from './sparseRecord';
import { isThere } from '../checkout/standing';

interface NewWorktree {
  /** The real path of a folder that is empty or not there. */
  path: string;
  /** `refs/heads/…`, not there yet. */
  ref: string;
  commit: ObjectName;
  ready: ReadyFiles | null;
  /** The folder holds the files already, without git's data. */
  isFilled?: boolean;
  /** Why git is to let nobody else remove it; null where anybody may. */
  lock: string | null;
  /** The folders of which it gets the files; all unless given, and where the checkout has a part of them itself. */
  cone?: Cone | undefined;
}

/** Files that are checked out already, and the index that goes with them. Both are moved. */
export interface ReadyFiles {
  files: string;
  index: string;
}

/** Settings by their names in lower case, as git lists them. */
type Settings = ReadonlyMap<string, string>;

/**
 * Makes a branch and a worktree without files on it. While `git worktree add` writes its folder below `worktrees` file
 * by file, any other git that looks there (`gc`, `fetch`, `branch`) may fail with `failed to read …/commondir`; so the
 * folder is made aside, by gitrepository-layout(5), and moved to its place whole. Where the layout is another one, or
 * the repository is shared between users, git does it. To be called with the repository's lock. Returns whether the ready
 * files stand there now.
 */
export async function makeWorktree(repo: GitRepo, wanted: NewWorktree): Promise<boolean> {
  const { path, ref, commit } = wanted;
  await mkdir(dirname(path), { recursive: true });
  const settings = await readSettings(repo);
  if (settings.has('core.sharedrepository') || (await isReftable(repo))) {
    if (wanted.isFilled === true) {
      throw new GitError('failed', `No worktree was made of ${path}: its repository is shared between users.`);
    }
    const branch = ref.slice('refs/heads/'.length);
    const locking = wanted.lock === null ? [] : ['--lock', '--reason', wanted.lock];
    const options = ['--no-checkout', '--no-track', ...locking, '-b', branch, '--end-of-options'];
    await repo.run({ args: ['worktree', 'add', ...options, path, commit], to: `make a worktree in ${path}` });
    return false;
  }
  await mkdir(path, { recursive: true });
  if (wanted.isFilled !== true && (await readdir(path)).length > 0) {
    throw new GitError('failed', `No worktree was made in ${path}: the folder is not empty.`);
  }
  const absent = '0'.repeat(commit.length);
  const branching = [
    'update-ref',
    '-m',
    'branch: made for a background agent',
    '--end-of-options',
    ref,
    commit,
    absent,
  ];
  await repo.run({ args: branching, to: 'make a branch' });
  const ready = wanted.ready !== null && (await moveFiles(wanted.ready.files, path)) ? wanted.ready : null;
  await moveIn(repo, { ...wanted, ready }, settings);
  return ready !== null;
}

/** False, with an empty folder in place, where the files can't be moved. */
async function moveFiles(files: string, path: string): Promise<boolean> {
  // Not everywhere can a folder take the place of an empty one.
  await rmdir(path);
  try {
    await rename(files, path);
    return true;
  } catch {
    await mkdir(path, { recursive: true });
    return false;
  }
}

async function moveIn(repo: GitRepo, { path, ref, ready, lock, cone }: NewWorktree, settings: Settings): Promise<void> {
  const { commonDir } = repo.at;
  const admin = join(commonDir, 'worktrees', nameOf(path));
  await writeFile(join(path, '.git'), `gitdir: ${forGit(admin)}\n`);
  const making = join(ownFolder(commonDir), 'making');
  // What an interrupted call left; nobody else is at work while the lock is ours.
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true });
  await Promise.all([
    writeFile(join(making, 'commondir'), '../..\n'),
    writeFile(join(making, 'gitdir'), `${forGit(join(path, '.git'))}\n`),
    writeFile(join(making, 'HEAD'), `ref: ${ref}\n`),
    lock === null ? null : writeFile(join(making, 'locked'), `${lock}\n`),
  ]);
  if (ready !== null) {
    await rename(ready.index, join(making, 'index'));
  }
  await copySparseness(repo, making, settings);
  if (cone !== undefined && settings.get('core.sparsecheckout') !== 'true') {
    writePatterns(making, cone);
    writeCone(making, cone);
  }
  await mkdir(dirname(admin), { recursive: true });
  await rename(making, admin);
}

/** The worktree has the same part of the files as the checkout, as with `git worktree add`. */
async function copySparseness({ at }: GitRepo, making: string, settings: Settings): Promise<void> {
  const patterns = join(at.gitDir, 'info', 'sparse-checkout');
  if (settings.get('core.sparsecheckout') !== 'true' || !(await isThere(patterns))) {
    return;
  }
  await mkdir(join(making, 'info'));
  await copyFile(patterns, join(making, 'info', 'sparse-checkout'));
  if (settings.get('extensions.worktreeconfig') === 'true') {
    const cone = settings.get('core.sparsecheckoutcone') === 'true';
    const lines = ['[core]', '\tsparseCheckout = true', `\tsparseCheckoutCone = ${String(cone)}`, ''];
    await writeFile(join(making, 'config.worktree'), lines.join('\n'));
  }
}

async function readSettings(repo: GitRepo): Promise<Settings> {
  const names = '^(core\\.(sharedrepository|sparsecheckout|sparsecheckoutcone)|extensions\\.worktreeconfig)$';
  const args = ['config', '--null', '--get-regexp', names];
  const { stdout } = await repo.run({ args, to: 'read the configuration of the repository', accept: [0, 1] });
  return new Map(fieldsOf(stdout).map((setting) => [setting.split('\n')[0] ?? '', setting.split('\n')[1] ?? 'true']));
}

/** A part of a ref's name to git; of the path, so that no two worktrees ever want the same. */
function nameOf(path: string): string {
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 8);
  return `${basename(path).replace(/[^A-Za-z0-9]+/g, '-')}-${hash}`;
}

function forGit(path: string): string {
  return path.split(sep).join('/');
}

/** Whether refs lie in another form than one file each. */
export function isReftable({ at }: GitRepo): Promise<boolean> {
  return isThere(join(at.commonDir, 'reftable'));
}
