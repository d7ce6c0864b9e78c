import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GitError } from '../../../core/errors';
import { isAlive, LockOwner, thisProcess } from './lockOwner';

/** The right to write to a repository, until it is let go of. */
export interface RepoLock {
  /** Counts up with every owner the repository has had. */
  readonly fence: number;
  /** Throws `GitError('locked')` when another process has taken this one for gone and writes now. */
  check(): Promise<void>;
  release(): Promise<void>;
}

const freeSuffix = '.free';
const waitMs = { most: 60_000, shortest: 4, longest: 60 };
/** How often an owner says that it lives, for those who can't see its process, and how long they believe it. */
const touchEveryMs = 5_000;
const foreignStaleMs = 30_000;
/** A record is written in the moment its file is made; one that is not whole by then is of a process that was killed. */
const tornStaleMs = 2_000;

/**
 * Takes the lock that lies in `folder`, when its owner is done or gone; after a minute of waiting it throws `locked`.
 *
 * Each owner makes the file whose name is the number after that of the last, which only one process can do, and marks it
 * as free when it is done. So the highest number says who holds the lock, a lock of a killed process is passed on by the
 * same step, and the number is the fencing token. The owner before the last keeps its file, so that whoever was asleep
 * between reading the numbers and making a file finds a higher one afterwards, and has lost.
 *
 * The few small calls for that are made at once: on their way through the thread pool they would take ten times as long.
 */
export async function takeRepoLock(folder: string): Promise<RepoLock> {
  mkdirSync(folder, { recursive: true });
  const start = performance.now();
  let pauseMs = waitMs.shortest;
  for (;;) {
    const fence = await tryNext(folder);
    if (fence !== null) {
      return heldLock(folder, fence);
    }
    if (performance.now() - start > waitMs.most) {
      throw await waitedTooLong(folder);
    }
    await sleep(pauseMs * (0.5 + Math.random()));
    pauseMs = Math.min(pauseMs * 1.5, waitMs.longest);
  }
}

/** The number of the lock that is now ours, or null. */
async function tryNext(folder: string): Promise<number | null> {
  const { last, isFree, names } = readNumbers(folder);
  if (!isFree && !(await isAbandoned(join(folder, String(last))))) {
    return null;
  }
  const fence = last + 1;
  if (!make(join(folder, String(fence)))) {
    return null;
  }
  if (readNumbers(folder).last > fence) {
    rmSync(join(folder, String(fence)), { force: true });
    return null;
  }
  for (const old of names.filter((name) => Number.parseInt(name, 10) < last)) {
    rmSync(join(folder, old), { force: true });
  }
  return fence;
}

function readNumbers(folder: string): { last: number; isFree: boolean; names: string[] } {
  const names = readdirSync(folder);
  const numbers = names.filter((name) => /^[1-9]\d{0,14}$/.test(name)).map(Number);
  const last = Math.max(0, ...numbers);
  return { last, isFree: last === 0 || names.includes(`${last}${freeSuffix}`), names };
}

/** False when another process was faster. */
function make(file: string): boolean {
  try {
    const handle = openSync(file, 'wx', 0o600);
    try {
      writeSync(handle, JSON.stringify(thisProcess()));
    } catch (error) {
      // Without a name in it nobody could tell for a while that it is nobody's.
      rmSync(file, { force: true });
      throw error;
    } finally {
      closeSync(handle);
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

async function isAbandoned(file: string): Promise<boolean> {
  try {
    const owner = await readOwner(file);
    const isLiving = owner === null ? null : isAlive(owner);
    const staleMs = owner === null ? tornStaleMs : foreignStaleMs;
    return isLiving === null ? Date.now() - (await stat(file)).mtimeMs > staleMs : !isLiving;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return false;
    }
    throw error;
  }
}

async function readOwner(file: string): Promise<LockOwner | null> {
  try {
    return LockOwner.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw error;
    }
    return null;
  }
}

function heldLock(folder: string, fence: number): RepoLock {
  const file = join(folder, String(fence));
  const touch = (): void => {
    const now = new Date();
    // Who has lost it is told by `check`.
    utimes(file, now, now).catch(() => undefined);
  };
  const touching = setInterval(touch, touchEveryMs).unref();
  return {
    fence,
    check: () =>
      new Promise((resolve) => {
        const { last, isFree } = readNumbers(folder);
        if (last !== fence || isFree) {
          throw new GitError('locked', 'Another window or terminal took over writing to this repository.', {
            hint: 'Nothing more was written. Try again.',
          });
        }
        resolve();
      }),
    async release() {
      clearInterval(touching);
      try {
        closeSync(openSync(`${file}${freeSuffix}`, 'w', 0o600));
      } catch (error) {
        // The repository was removed, and its lock with it; or there is no room for a mark, and the file itself has to go.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
          await rm(file, { force: true });
        }
      }
    },
  };
}

async function waitedTooLong(folder: string): Promise<GitError> {
  const { last } = readNumbers(folder);
  const owner = await readOwner(join(folder, String(last))).catch(() => null);
  const who = owner === null ? '' : ` (process ${owner.pid})`;
  return new GitError(
    'locked',
    `Another window or terminal${who} has been writing to this repository for a minute, so nothing was written.`,
    { hint: 'Wait until it is done, or end it; then try again.' },
  );
}
