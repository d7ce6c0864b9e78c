import { dirname } from 'node:path';
import type { BaseOption, FetchOptions, GitBases } from '../../../core/worktrees/basePorts';
import { GitError } from '../../../core/errors';
import { ObjectName } from '../../../protocol';
import { checkCloneUrl, cloneInto } from './clones';
import { checkOurRef } from '../objects/commits';
import type { GitProcess } from '../process/gitProcess';
import { asText, fieldsOf, type GitRepo } from '../gitRepo';
import type { PerRepoQueue } from '../process/perRepoQueue';
import { chooseRemote, fetchOptions, notFetched, progressTo, type Remote, remoteEnv, type Remotes } from './remotes';
import type { Repositories } from './repositories';

interface BasesDeps {
  process: GitProcess;
  repositories: Repositories;
  queue: PerRepoQueue;
  remotes: Remotes;
}

const kinds = { 'refs/heads/': 'branch', 'refs/remotes/': 'remote', 'refs/tags/': 'tag' } as const;

/** Commits that tasks start from: found, or fetched. */
export function bases({ process, repositories, queue, remotes }: BasesDeps): GitBases {
  return {
    async listBases(root, limit) {
      return listBases(await repositories.open(root), limit);
    },

    async headOf(root) {
      const repo = await repositories.open(root);
      const accept = [0, 1];
      const head = await repo.line({ args: ['rev-parse', '--verify', '-q', 'HEAD'], to: 'read HEAD', accept });
      const branch = await repo.line({ args: ['symbolic-ref', '--short', '-q', 'HEAD'], to: 'read HEAD', accept });
      return { head: head === '' ? null : (head as ObjectName), branch: branch === '' ? null : branch };
    },

    async resolveBase(root, name) {
      const repo = await repositories.open(root);
      const found = isName(name) ? ((await commitOf(repo, name)) ?? (await remoteBranch(repo, name))) : null;
      if (found === null) {
        throw new GitError('no-commit', `There is no branch, tag or commit ${JSON.stringify(name)} here.`, {
          hint: 'Check its name; fetch it first when it is only at the remote.',
        });
      }
      return found;
    },

    async mergeBase(root, one, other) {
      const repo = await repositories.open(root);
      const args = ['merge-base', one, other];
      return ObjectName.safeParse(await repo.line({ args, to: 'find the common commit', accept: [0, 1] })).data ?? null;
    },

    async fetchPull(root, { number, remote: wanted, into }, options) {
      checkOurRef(into);
      const repo = await repositories.open(root);
      const remote = await chooseRemote(repo, wanted, remotes);
      // Objects and a ref with one writer: nobody has to wait for the network.
      return fetchPull({ repo, remote, into, number, remotes }, options);
    },

    async clone(url, path, options) {
      checkCloneUrl(url, remotes);
      await queue.run(dirname(path), () => cloneInto({ process, remotes }, { url, path }, options));
    },
  };
}

async function listBases(repo: GitRepo, limit: number): Promise<BaseOption[]> {
  const format = '--format=%(refname)%00%(symref)%00%(contents:subject)%00';
  const args = ['for-each-ref', `--count=${limit}`, '--sort=-creatordate', format];
  const patterns = Object.keys(kinds).map((prefix) => prefix.slice(0, -1));
  const run = repo.run({ args: [...args, '--end-of-options', ...patterns], to: 'list branches and tags' });
  const fields = fieldsOf((await run).stdout).map(asText);
  const found: BaseOption[] = [];
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const ref = (fields[at] ?? '').replace(/^\n/, '');
    const kind = Object.entries(kinds).find(([prefix]) => ref.startsWith(prefix));
    if (kind !== undefined && fields[at + 1] === '') {
      found.push({ kind: kind[1], name: ref.slice(kind[0].length), subject: fields[at + 2] ?? '' });
    }
  }
  return found;
}

/** What git could take for something else than the name of a commit is refused. */
function isName(name: string): boolean {
  return /^(?!-)[^\s:\\*?[\p{Cc}]+$/u.test(name) && !name.includes('..');
}

async function commitOf(repo: GitRepo, name: string): Promise<ObjectName | null> {
  const args = ['rev-parse', '--verify', '-q', '--end-of-options', `${name}^{commit}`];
  const line = await repo.line({ args, to: `look up ${name}`, accept: [0, 1, 128] });
  return ObjectName.safeParse(line).data ?? null;
}

/** As git switch does it: a name that only one remote has. */
async function remoteBranch(repo: GitRepo, name: string): Promise<ObjectName | null> {
  const args = ['for-each-ref', '--count=2', '--format=%(objectname)', '--end-of-options', `refs/remotes/*/${name}`];
  const [only = '', ...others] = (await repo.line({ args, to: `look up ${name}` })).split('\n');
  return others.length === 0 ? (ObjectName.safeParse(only).data ?? null) : null;
}

interface Fetching {
  repo: GitRepo;
  remote: Remote;
  into: string;
  number: number;
  remotes: Remotes;
}

async function fetchPull(
  { repo, remote, into, number, remotes }: Fetching,
  options: FetchOptions,
): Promise<ObjectName> {
  const github = `refs/pull/${number}/head`;
  const gitlab = `refs/merge-requests/${number}/head`;
  const refs = /gitlab/i.test(remote.url) ? [gitlab, github] : [github, gitlab];
  for (const ref of refs) {
    const result = await repo.run({
      args: ['fetch', ...fetchOptions, '--no-write-fetch-head', '--end-of-options', remote.url, `+${ref}:${into}`],
      to: `fetch #${number}`,
      env: remoteEnv(remotes),
      accept: [0, 1, 128],
      signal: options.signal,
      onErrors: progressTo(options),
    });
    const commit = result.code === 0 ? await commitOf(repo, into) : null;
    if (commit !== null) {
      return commit;
    }
    if (!result.stderr.includes("couldn't find remote ref")) {
      throw notFetched(`#${number} was not fetched from ${remote.name}`, result);
    }
  }
  throw new GitError('not-fetched', `There is no pull request #${number} at ${remote.name}.`, {
    hint: 'Check its number; when it is at another remote, name that one.',
  });
}
