import { mkdir, readdir, readFile, realpath, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { GitError } from '../../../core/errors';
import type { MovedWorktreeGit } from '../../../core/worktrees/faultPorts';
import type { CheckoutRef } from '../../../core/worktrees/checkoutRef';
import { withoutLineEnd } from '../gitRepo';
import type { PerRepoQueue } from '../process/perRepoQueue';
import type { Repositories } from '../repository/repositories';
import { readPlainFile } from '../checkout/plainFile';
import { isThere, lstatOrNull } from '../checkout/standing';

/** Worktrees that somebody has moved, with git or without it. */
export function movedWorktrees(repositories: Repositories, queue: PerRepoQueue): MovedWorktreeGit {
  return {
    async findMoved(root, at) {
      const parents = [dirname(at.worktree), dirname(root)];
      const beside = (await Promise.all(parents.map(foldersIn))).flat();
      for (const folder of new Set([...(await noted(at)), ...beside])) {
        if (folder !== at.worktree && (await saysToBe(folder, at))) {
          return folder;
        }
      }
      return null;
    },

    async movedAt(at, folder) {
      const real = await realpath(folder).catch(() => null);
      const isIt = real !== null && real !== at.worktree && (await saysToBe(real, at)) && (await isOfRepository(at));
      return isIt ? real : null;
    },

    async putBack(root, at, from) {
      const repo = await repositories.open(root);
      await queue.run(at.commonDir, async (lock) => {
        if ((await lstatOrNull(at.worktree)) !== null || !(await saysToBe(from, at))) {
          throw new GitError('failed', `${from} was left where it is: something else stands there or in its place.`, {
            hint: 'Look at both folders, then choose Repair again.',
          });
        }
        await lock.check();
        await mkdir(dirname(at.worktree), { recursive: true });
        await move(from, at.worktree);
        if (await isThere(at.gitDir)) {
          // What stood in the folder may have been rewritten: git is led by our own record.
          const pointer = join(at.worktree, '.git');
          await writeFile(`${pointer}.new`, `gitdir: ${at.gitDir}\n`, { flag: 'wx' });
          await rename(`${pointer}.new`, pointer);
          const args = ['worktree', 'repair', '--end-of-options', at.worktree];
          await repo.run({ args, to: `repair the worktree ${at.worktree}` });
        }
      });
    },
  };
}

/** Where git notes that the worktree is, which `git worktree move` has changed. */
async function noted({ gitDir }: CheckoutRef): Promise<string[]> {
  const pointer = withoutLineEnd(await readFile(join(gitDir, 'gitdir'), 'utf8').catch(() => ''));
  return pointer === '' ? [] : [dirname(resolve(gitDir, pointer))];
}

async function foldersIn(parent: string): Promise<string[]> {
  const found = await readdir(parent, { withFileTypes: true }).catch(() => []);
  return found.filter((each) => each.isDirectory()).map(({ name }) => join(parent, name));
}

/** A folder, and no link to one, whose `.git` names the worktree's own git data. It may hold anything. */
async function saysToBe(folder: string, { gitDir }: CheckoutRef): Promise<boolean> {
  const file = readPlainFile(folder, '.git');
  if (file === null || file === 'gone') {
    return false;
  }
  const pointer = /^gitdir: (.+)$/s.exec(withoutLineEnd(file.bytes.toString()));
  const named = pointer?.[1] === undefined ? null : resolve(folder, pointer[1]);
  return named !== null && (named === gitDir || (await realpath(named).catch(() => null)) === gitDir);
}

/** What git keeps of the worktree names the repository, where there is anything of it left. */
async function isOfRepository({ gitDir, commonDir }: CheckoutRef): Promise<boolean> {
  const named = await readFile(join(gitDir, 'commondir'), 'utf8').catch(() => null);
  return named === null || (await realpath(resolve(gitDir, withoutLineEnd(named))).catch(() => null)) === commonDir;
}

async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    throw new GitError('failed', `${from} could not be moved back to ${to}.`, {
      cause: error,
      hint: 'Close what has it open, or move it there yourself, then choose Repair again.',
    });
  }
}
