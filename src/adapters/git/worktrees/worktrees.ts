import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, normalize } from 'node:path';
import * as z from 'zod';
import { GitError } from '../../../core/errors';
import type { CheckoutRef } from '../../../core/worktrees/checkoutRef';
import type { Git } from '../../../core/worktrees/gitPorts';
import { type Cone, folderOf, holdsFile, isConeFolder, joined } from '../../../core/worktrees/cone';
import { ObjectName } from '../../../protocol';
import { readRef, writeRef } from '../objects/commits';
import { makeWorktree } from './adminFolder';
import { plainDiff } from '../changes/differences';
import { asText, fieldsOf, GitRepo, withoutLineEnd } from '../gitRepo';
import { ownFolder, type PerRepoQueue } from '../process/perRepoQueue';
import type { RepoLock } from '../process/repoLock';
import { bringUp, type ReadySpare, readTree, takeSpare } from './readySpare';
import type { Repositories } from '../repository/repositories';
import { trackedFiles } from './sparseRecord';
import { copyIndex, pristineIndex } from '../checkout/stage';

type Worktrees = Pick<
  Git,
  'addWorktree' | 'adoptWorktree' | 'removeWorktree' | 'abandonWorktree' | 'deleteBranch' | 'moveBranch'
>;

/** What `addWorktree` is about to make, written before it does, so that a half-made worktree can be taken away again. */
const Begun = z.strictObject({ path: z.string(), branch: z.string(), commit: ObjectName });
type Begun = z.infer<typeof Begun>;

export function worktrees(repositories: Repositories, queue: PerRepoQueue): Worktrees {
  return {
    async addWorktree(root, worktree) {
      const repo = await repositories.open(root);
      const { gitDir, spare } = await queue.run(repo.at.commonDir, () => add(repo, worktree));
      const made = await repositories.open({ worktree: worktree.path, gitDir, commonDir: repo.at.commonDir });
      await fill(made, worktree, spare);
      await repositories.fillSubmodules(made);
      return gitDir;
    },

    adoptWorktree: (root, worktree) => adopt({ repositories, queue }, root, worktree),

    async removeWorktree(root, path) {
      const { at } = await repositories.open(root);
      await queue.run(at.commonDir, (lock) => forget(at.commonDir, path, lock));
    },

    async abandonWorktree(root, path) {
      const repo = await repositories.open(root);
      await queue.run(repo.at.commonDir, async (lock) => {
        const begun = await readBegun(repo.at.commonDir, await realPathOfMissing(path));
        if (begun !== null && (await readRef(repo, branchRef(begun.branch))) === begun.commit) {
          await writeRef(repo, branchRef(begun.branch), null);
        }
        await forget(repo.at.commonDir, path, lock);
      });
    },

    async deleteBranch(root, branch) {
      const repo = await repositories.open(root);
      await queue.run(repo.at.commonDir, async (lock) => {
        if ((await checkoutsOf(repo, branch)).length === 0) {
          await lock.check();
          await writeRef(repo, branchRef(branch), null);
        }
      });
    },

    async moveBranch(at, branch, commit) {
      const repo = await repositories.open(at);
      await queue.run(at.commonDir, async (lock) => {
        if ((await checkoutsOf(repo, branch)).some((path) => path !== at.worktree)) {
          return;
        }
        await lock.check();
        await writeRef(repo, branchRef(branch), commit);
        const head = await repo.line({
          args: ['symbolic-ref', '-q', '--end-of-options', 'HEAD'],
          to: 'read HEAD',
          accept: [0, 1],
        });
        if (head === branchRef(branch)) {
          await setIndex(repo, commit);
        }
      });
    },
  };
}

/** The folder's files are there; only git's own data about them is made. */
async function adopt(
  { repositories, queue }: { repositories: Repositories; queue: PerRepoQueue },
  root: string,
  worktree: Begun,
): Promise<string> {
  const repo = await repositories.open(root);
  const { gitDir } = await queue.run(repo.at.commonDir, () => add(repo, { ...worktree, isFilled: true }));
  const made = await repositories.open({ worktree: worktree.path, gitDir, commonDir: repo.at.commonDir });
  await setIndex(made, worktree.commit);
  await copyIndex(join(gitDir, 'index'), pristineIndex(gitDir));
  await repositories.fillSubmodules(made);
  return gitDir;
}

interface Wanted extends Begun {
  content?: ObjectName;
  spares?: string;
  isFilled?: boolean;
  unlocked?: true;
  sparse?: { cone: Cone; fromFiles: number };
}

async function add(
  repo: GitRepo,
  { path: asked, branch, commit, content, spares, isFilled = false, unlocked, sparse }: Wanted,
): Promise<{ gitDir: string; spare: ReadySpare | null }> {
  const path = await realPathOfMissing(asked);
  if (await isTaken(repo, branch)) {
    throw new GitError('branch-exists', `A branch named ${branch} exists already.`);
  }
  await begin(repo.at.commonDir, { path, branch, commit });
  const isPart = sparse !== undefined && trackedFiles(repo.at.gitDir) >= sparse.fromFiles;
  const cone = isPart ? await coneWith(repo, sparse.cone, commit, content) : null;
  const spare = spares === undefined || cone !== null ? null : await takeSpare(repo, spares);
  const lock = unlocked === true ? null : 'used by a background agent';
  const wanted = { path, ref: branchRef(branch), commit, ready: spare, isFilled, lock };
  const isUsed = await makeWorktree(repo, { ...wanted, ...(cone === null ? {} : { cone }) });
  if (spare !== null) {
    await rm(spare.folder, { recursive: true, force: true });
  }
  return { gitDir: await pointerOf(path), spare: isUsed ? spare : null };
}

/** What differs from the commit has to be there: the index is the commit's, so nothing else would hold it. Null for all files. */
async function coneWith(
  repo: GitRepo,
  cone: Cone,
  commit: ObjectName,
  content: ObjectName | undefined,
): Promise<Cone | null> {
  if (content === undefined) {
    return cone;
  }
  const args = [...plainDiff, '--name-only', '--no-renames', '-z', '--end-of-options', commit, content, '--'];
  const paths = fieldsOf((await repo.run({ args, to: 'compare what a worktree begins with' })).stdout).map(asText);
  const folders = paths.filter((each) => !holdsFile(cone, each)).map(folderOf);
  return folders.every((each) => each !== '' && isConeFolder(each)) ? joined([...cone, ...folders]) : null;
}

/** By a branch, or because branches lie below it. */
async function isTaken(repo: GitRepo, branch: string): Promise<boolean> {
  const args = ['for-each-ref', '--count=1', '--format=%(refname)', '--end-of-options', branchRef(branch)];
  return (await repo.line({ args, to: 'list branches' })) !== '';
}

/** Only branches of ours, in a form that no command line and no ref name can misread. */
function branchRef(branch: string): string {
  if (!/^agents[/-][a-z0-9][a-z0-9-]{0,80}$/.test(branch)) {
    throw new GitError('failed', `${JSON.stringify(branch)} is not the name of a branch of ours.`, { audience: 'log' });
  }
  return `refs/heads/${branch}`;
}

/** The checkouts that are on the branch. Under them it is never moved or removed, except under the task's own. */
async function checkoutsOf(repo: GitRepo, branch: string): Promise<string[]> {
  const { stdout } = await repo.run({ args: ['worktree', 'list', '--porcelain', '-z'], to: 'list the worktrees' });
  const checkouts = stdout.toString().split('\0\0');
  return checkouts.flatMap((checkout) => {
    const lines = checkout.split('\0');
    const path = lines.find((line) => line.startsWith('worktree '))?.slice('worktree '.length);
    return path !== undefined && lines.includes(`branch ${branchRef(branch)}`) ? [path] : [];
  });
}

async function pointerOf(path: string): Promise<string> {
  const pointer = /^gitdir: (.+)$/s.exec(withoutLineEnd(await readFile(join(path, '.git'), 'utf8')))?.[1];
  if (pointer === undefined) {
    throw new GitError('failed', `Git made no worktree in ${path}.`);
  }
  return realpath(normalize(pointer));
}

async function fill(repo: GitRepo, { commit, content }: Wanted, spare: ReadySpare | null): Promise<void> {
  if (spare === null || !(await bringUp(repo, spare, content ?? commit))) {
    await readTree(repo, null, content ?? commit);
  }
  await copyIndex(join(repo.at.gitDir, 'index'), pristineIndex(repo.at.gitDir));
  if (content !== undefined) {
    await setIndex(repo, commit);
  }
}

/** The index as after a checkout of `commit`, whatever the files hold. */
async function setIndex(repo: GitRepo, commit: ObjectName): Promise<void> {
  const to = `write the index of ${repo.at.worktree}`;
  await repo.run({ args: ['read-tree', '--reset', '--end-of-options', commit], to });
  await repo.run({ args: ['update-index', '-q', '--refresh', '--ignore-submodules'], to, accept: [0, 1] });
}

function begunFile(commonDir: string, path: string): string {
  const key = createHash('sha256').update(path).digest('hex').slice(0, 32);
  return join(ownFolder(commonDir), 'worktrees', `${key}.json`);
}

async function begin(commonDir: string, begun: Begun): Promise<void> {
  const file = begunFile(commonDir, begun.path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(begun));
}

async function readBegun(commonDir: string, path: string): Promise<Begun | null> {
  const text = await readIfThere(begunFile(commonDir, path));
  const parsed = text === null ? null : Begun.safeParse(parseJson(text));
  return parsed?.success === true && parsed.data.path === path ? parsed.data : null;
}

/** A record that a crash tore stands for nothing: the branch is made after it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    return { torn: error };
  }
}

/**
 * Takes the worktree out of git's list. The admin folder is found by what it says about the worktree, not the other
 * way round: what stands in the worktree may have been rewritten.
 */
async function forget(commonDir: string, path: string, lock: Pick<RepoLock, 'check'>): Promise<void> {
  const admin = await adminFolder({ commonDir, worktree: path });
  await lock.check();
  if (admin !== null) {
    const trash = join(ownFolder(commonDir), 'trash');
    await mkdir(trash, { recursive: true });
    const aside = join(trash, `${basename(admin)}-${Date.now().toString(36)}`);
    await rename(admin, aside);
    await rm(trash, { recursive: true, force: true });
    await removeIfEmpty(join(commonDir, 'worktrees'));
  }
  await rm(begunFile(commonDir, await realPathOfMissing(path)), { force: true });
}

async function adminFolder({ commonDir, worktree }: Omit<CheckoutRef, 'gitDir'>): Promise<string | null> {
  const wanted = new Set([worktree, await realPathOfMissing(worktree)].map((path) => normalize(join(path, '.git'))));
  for (const name of await namesIn(join(commonDir, 'worktrees'))) {
    const admin = join(commonDir, 'worktrees', name);
    const pointer = await readIfThere(join(admin, 'gitdir'));
    if (pointer !== null && wanted.has(normalize(withoutLineEnd(pointer)))) {
      return admin;
    }
  }
  return null;
}

/** The real path of something that may be gone: its deepest folder that is there, resolved, and the rest as it is. */
async function realPathOfMissing(path: string): Promise<string> {
  const real = await orNull(realpath(path));
  const parent = dirname(path);
  if (real !== null || parent === path) {
    return real ?? path;
  }
  return join(await realPathOfMissing(parent), basename(path));
}

async function removeIfEmpty(folder: string): Promise<void> {
  if ((await namesIn(folder)).length === 0) {
    await orNull(rmdir(folder));
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return (await orNull(readdir(folder))) ?? [];
}

function readIfThere(file: string): Promise<string | null> {
  return orNull(readFile(file, 'utf8'));
}

async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      return null;
    }
    throw error;
  }
}
