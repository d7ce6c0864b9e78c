import { mkdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { GitError } from '../../../core/errors';
import type { SpareGit } from '../../../core/worktrees/sparePorts';
import type { ObjectName } from '../../../protocol';
import { isReftable } from './adminFolder';
import { GitRepo } from '../gitRepo';
import { ownFolder } from '../process/perRepoQueue';
import { takeRepoLock } from '../process/repoLock';
import type { Repositories } from '../repository/repositories';
import { treeOf } from '../objects/commits';
import { isAsIndexed, readTree } from './readySpare';
import { claim, conversionOf, partsOf, readSpare, spareFolder, unusedSpares, writeSpare } from './spareFolder';

const to = 'keep a spare worktree ready';
/** Of some 3,000 files. */
const largeIndexBytes = 256 * 1024;
/** By which the clock of files may be behind. */
const clockStepMs = 20;

export function spares(repositories: Repositories): SpareGit {
  return {
    async keepSpare(root, folder, { leastFreeBytes }) {
      const repo = await repositories.open(root);
      const conversion = (await isReftable(repo)) ? null : await conversionOf(repo);
      const found = await repo.run({ args: ['rev-parse', '-q', '--verify', 'HEAD^{commit}'], to, accept: [0, 1] });
      if (conversion === null || found.code !== 0) {
        return 'unsuited';
      }
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const { bavail, bsize } = await statfs(folder);
      if (bavail * bsize < leastFreeBytes) {
        return 'no-room';
      }
      const commit = found.stdout.toString().trim() as ObjectName;
      // Of those who make one, not of those who write to the repository: they don't wait for 50,000 files.
      const lock = await takeRepoLock(join(ownFolder(repo.at.commonDir), 'spare-makers'));
      try {
        return await keep(repo, spareFolder(folder, repo.at.commonDir), { commit, conversion });
      } finally {
        await lock.release();
      }
    },

    async dropSpare(commonDir, folder) {
      await drop(spareFolder(folder, commonDir));
    },

    async dropUnusedSpares(folder, beforeMs) {
      for (const unused of await unusedSpares(folder, beforeMs)) {
        await drop(unused);
      }
    },
  };
}

/** It is out of everybody's reach before the first of its files is removed. */
async function drop(folder: string): Promise<void> {
  const aside = `${folder}-dropped`;
  await claim(folder, aside);
  await rm(aside, { recursive: true, force: true });
}

async function keep(
  repo: GitRepo,
  folder: string,
  { commit, conversion }: { commit: ObjectName; conversion: string },
): Promise<'kept' | 'unsuited'> {
  const tree = await treeOf(repo, commit);
  const there = await readSpare(repo, folder);
  const record = { commonDir: repo.at.commonDir, commit, tree, conversion };
  if (there?.tree === tree) {
    await writeSpare(folder, record).catch(ignoreTaken);
    return 'kept';
  }
  const making = `${folder}-making`;
  const isBroughtUp = there !== null && (await claim(folder, making)) && (await fill(repo, making, there.tree, tree));
  if (!isBroughtUp && !(await makeNew(repo, making, tree))) {
    await rm(making, { recursive: true, force: true });
    return 'unsuited';
  }
  await writeSpare(making, record);
  await drop(folder);
  await rename(making, folder);
  return 'kept';
}

async function makeNew(repo: GitRepo, making: string, tree: ObjectName): Promise<boolean> {
  await rm(making, { recursive: true, force: true });
  const { files, gitDir } = partsOf(making);
  await mkdir(files, { recursive: true, mode: 0o700 });
  await mkdir(gitDir);
  // Git takes a folder for a git directory when it has a HEAD; what it names does not matter for reading trees.
  await writeFile(join(gitDir, 'HEAD'), 'ref: refs/heads/background-agents-spare\n');
  await writeFile(join(gitDir, 'commondir'), `${repo.at.commonDir}\n`);
  return fill(repo, making, null, tree);
}

/** False where the files don't come out as git wants them: then there is doubt about every worktree made of them. */
async function fill(repo: GitRepo, making: string, from: ObjectName | null, tree: ObjectName): Promise<boolean> {
  const { files, gitDir } = partsOf(making);
  const spare = repo.elsewhere({ worktree: files, gitDir, commonDir: repo.at.commonDir });
  try {
    await readTree(spare, from, tree);
    await settleIndex(spare, tree);
    return await isAsIndexed(spare);
  } catch (error) {
    if (error instanceof GitError && from !== null) {
      return false;
    }
    throw error;
  }
}

/**
 * Git does not trust a time of a file that is in the second in which the index was written, and reads such a file whenever
 * it looks (gitformat-index, "racy git"): after a quick checkout those are most of them. So the index is written anew in a
 * later second. Nothing is done for a small one, whose files are read in no time.
 */
async function settleIndex(spare: GitRepo, tree: ObjectName): Promise<void> {
  const { size, mtimeMs } = await stat(join(spare.at.gitDir, 'index'));
  if (size >= largeIndexBytes) {
    const nextSecondMs = (Math.floor(mtimeMs / 1000) + 1) * 1000 + clockStepMs;
    await delay(Math.min(1000 + clockStepMs, Math.max(0, nextSecondMs - Date.now())));
    await spare.run({ args: ['read-tree', '-m', '--end-of-options', tree], to });
  }
}

function ignoreTaken(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') {
    throw error;
  }
}
