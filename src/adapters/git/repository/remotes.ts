import { GitError } from '../../../core/errors';
import type { FetchOptions } from '../../../core/worktrees/basePorts';
import { fetchFailure } from '../../../core/worktrees/fetchFailure';
import { refusedUrl, withoutSecrets } from '../../../core/worktrees/remoteUrl';
import type { GitResult } from '../process/gitProcess';
import type { GitRepo } from '../gitRepo';

/** Whether repositories on this machine may be fetched from, which only tests need. */
export type Remotes = 'network' | 'local-too';

const preferred = ['upstream', 'origin'];

export interface Remote {
  name: string;
  url: string;
}

/** What every fetch has: nothing but what was asked for is fetched, nothing is run, and nobody is asked. */
export const fetchOptions = ['--no-tags', '--no-recurse-submodules', '--no-auto-maintenance', '--progress', '--force'];

/** `ssh` needs the agent of the person; without a terminal a question would be waited for without end. */
export function remoteEnv(remotes: Remotes): Record<string, string> {
  const agent = process.env['SSH_AUTH_SOCK'];
  return {
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes',
    ...(agent === undefined ? {} : { SSH_AUTH_SOCK: agent }),
    ...(remotes === 'local-too' ? { GIT_ALLOW_PROTOCOL: 'https:ssh:file' } : {}),
  };
}

/** Throws `no-remote` for an address that nothing is fetched from. */
export function checkUrl(url: string, remotes: Remotes): void {
  const why = remotes === 'local-too' && /^(file:\/)?\//.test(url) ? null : refusedUrl(url);
  if (why !== null) {
    throw new GitError('no-remote', `Nothing was fetched from ${withoutSecrets(url)}: ${why}.`, {
      hint: 'Use an address such as https://host/owner/repository.git or git@host:owner/repository.git.',
    });
  }
}

/**
 * The remote to fetch from, by its address alone: what else is configured for it, such as the program at the other end,
 * is not used.
 */
export async function chooseRemote(repo: GitRepo, wanted: string | undefined, remotes: Remotes): Promise<Remote> {
  const names = await remoteNames(repo);
  const name = wanted ?? preferred.find((each) => names.includes(each)) ?? names[0];
  if (name === undefined || !names.includes(name)) {
    const what = wanted === undefined ? 'no remote' : `no remote ${JSON.stringify(wanted)}`;
    throw new GitError('no-remote', `The repository has ${what}, so no pull request can be fetched.`, {
      hint: 'Add it with git remote add, then try again.',
    });
  }
  const args = ['ls-remote', '--get-url', '--end-of-options', name];
  const url = await repo.line({ args, to: 'read the address of the remote' });
  checkUrl(url, remotes);
  return { name, url };
}

/** Of all that have an address. */
export async function remoteNames(repo: GitRepo): Promise<string[]> {
  const args = ['config', '--null', '--name-only', '--get-regexp', '^remote\\..*\\.url$'];
  const { stdout } = await repo.run({ args, to: 'list the remotes', accept: [0, 1] });
  const keys = stdout.toString().split('\0').filter(Boolean);
  return [...new Set(keys.map((key) => key.slice('remote.'.length, -'.url'.length)))];
}

/** Tells the percentages that git prints. */
export function progressTo({ onProgress }: Pick<FetchOptions, 'onProgress'>): (text: string) => void {
  return (text) => {
    const found = [...text.matchAll(/(?:^|[\r\n])(?:remote: )?([A-Z][A-Za-z ]+):\s+(\d+)%/g)].at(-1);
    if (found !== undefined) {
      onProgress(found[1] ?? '', Number(found[2]));
    }
  };
}

export function notFetched(what: string, { stderr }: GitResult): GitError {
  const known = fetchFailure(stderr);
  if (known !== null) {
    const cause = new Error(withoutSecrets(stderr));
    return new GitError('not-fetched', `${what}: ${known.why}.`, { cause, hint: known.hint });
  }
  const reasons = withoutSecrets(stderr).split(/[\r\n]+/);
  const reason = reasons.find((line) => /^(fatal|error): /.test(line)) ?? reasons.at(-2) ?? '';
  return new GitError('not-fetched', `${what}: ${reason.replace(/^(fatal|error): /, '')}.`.replace(/\.\.$/, '.'), {
    cause: new Error(withoutSecrets(stderr)),
    hint: 'Check the address, the network, and that git fetch works for it in a terminal without a question.',
  });
}
