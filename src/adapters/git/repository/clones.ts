import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FetchOptions } from '../../../core/worktrees/basePorts';
import { GitError } from '../../../core/errors';
import { hasSecret } from '../../../core/worktrees/remoteUrl';
import type { GitProcess } from '../process/gitProcess';
import { GitRepo } from '../gitRepo';
import { isThere } from '../checkout/standing';
import { checkUrl, fetchOptions, notFetched, progressTo, remoteEnv, type Remotes } from './remotes';

interface Tools {
  process: GitProcess;
  remotes: Remotes;
}

interface Wanted {
  url: string;
  path: string;
}

/** Throws `no-remote` for an address that is not used. */
export function checkCloneUrl(url: string, remotes: Remotes): void {
  if (hasSecret(url)) {
    throw new GitError('no-remote', 'The address holds a name or password, so it was not used or written down.', {
      hint: "Leave it out of the address; git's own credential helper is asked.",
    });
  }
  checkUrl(url, remotes);
}

/** As `GitBases.clone` says, of an address that was checked. One at a time for each path. */
export async function cloneInto(tools: Tools, wanted: Wanted, options: FetchOptions): Promise<void> {
  await ((await isThere(join(wanted.path, '.git'))) ? renew(tools, wanted, options) : begin(tools, wanted, options));
}

async function begin({ process, remotes }: Tools, { url, path }: Wanted, options: FetchOptions): Promise<void> {
  const making = `${path}.cloning`;
  await rm(making, { recursive: true, force: true });
  await mkdir(dirname(path), { recursive: true });
  try {
    const result = await process.run({
      args: [
        ...['clone', '--no-recurse-submodules', '--template=', '--progress'],
        ...['--end-of-options', url, making],
      ],
      env: remoteEnv(remotes),
      signal: options.signal,
      onErrors: progressTo(options),
    });
    if (result.code !== 0) {
      throw notFetched(`${url} was not cloned`, result);
    }
    await rename(making, path);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

/** Files that a person has changed there, or commits of theirs, are left as they are: only what git would do is done. */
async function renew({ process, remotes }: Tools, { url, path }: Wanted, options: FetchOptions): Promise<void> {
  const gitDir = join(path, '.git');
  const repo = new GitRepo(process, { worktree: path, gitDir, commonDir: gitDir });
  const refs = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'];
  const result = await repo.run({
    args: ['fetch', ...fetchOptions, '--prune', '--no-write-fetch-head', '--end-of-options', url, ...refs],
    to: 'fetch what is new',
    env: remoteEnv(remotes),
    accept: [0, 1, 128],
    signal: options.signal,
    onErrors: progressTo(options),
  });
  if (result.code !== 0) {
    throw notFetched(`What is new at ${url} was not fetched`, result);
  }
  const args = ['merge', '--ff-only', '--no-stat', '--no-verify-signatures', '--end-of-options', '@{upstream}'];
  await repo.run({ args, to: 'take over what is new', accept: [0, 1, 128] });
}
