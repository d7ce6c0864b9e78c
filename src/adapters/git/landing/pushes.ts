import { ForgeError } from '../../../core/forges/forgeError';
import type { GitPushes, PushRemote } from '../../../core/forges/forgePorts';
import { refusedUrl, withoutSecrets } from '../../../core/worktrees/remoteUrl';
import { ObjectName } from '../../../protocol';
import type { GitResult } from '../process/gitProcess';
import type { GitRepo } from '../gitRepo';
import { pushLargeFiles } from '../worktrees/largeFiles';
import { type Remotes, remoteEnv, remoteNames } from '../repository/remotes';
import type { Repositories } from '../repository/repositories';

const listed = 50;

/** What is pushed is one commit to one branch: nothing that a repository configures for pushes goes along. */
const pushOptions = [
  ...['--porcelain', '--no-verify', '--no-follow-tags', '--no-signed', '--recurse-submodules=no'],
  ...['--no-force', '--no-mirror', '--no-thin'],
];

export function pushes({ repositories, remotes }: { repositories: Repositories; remotes: Remotes }): GitPushes {
  return {
    async pushRemotes(root) {
      const repo = await repositories.open(root);
      return Promise.all((await remoteNames(repo)).map((name) => pushRemote(repo, name)));
    },

    async identity(root) {
      const repo = await repositories.open(root);
      const of = (key: string) => repo.line({ args: ['config', '--get', key], to: 'read your name', accept: [0, 1] });
      const [name, address] = [await of('user.name'), await of('user.email')];
      return address === '' ? null : `${name === '' ? address.replace(/@.*$/, '') : name} <${address}>`;
    },

    async remoteBranch(root, { url, branch }, signal) {
      const repo = await repositories.open(root);
      check(url, branch, remotes);
      const result = await repo.run({
        args: ['ls-remote', '--end-of-options', url, `refs/heads/${branch}`],
        to: 'look at the remote',
        env: remoteEnv(remotes),
        accept: [0, 1, 128],
        signal,
      });
      if (result.code !== 0) {
        throw refusal(url, result);
      }
      const line = result.stdout
        .toString()
        .split('\n')
        .find((each) => each.endsWith(`\trefs/heads/${branch}`));
      return ObjectName.safeParse(line?.split('\t')[0]).data ?? null;
    },

    async unpublished(root, { remote, tip }) {
      const repo = await repositories.open(root);
      const args = ['log', `--max-count=${listed}`, '--format=%s', tip, '--not', `--remotes=${remote}`];
      const lines = await repo.line({ args, to: 'list commits' });
      return lines === '' ? [] : lines.split('\n');
    },

    async push(root, { url, branch, commit }, signal) {
      const repo = await repositories.open(root);
      check(url, branch, remotes);
      await pushLargeFiles(repo, { url, commit, env: remoteEnv(remotes) }, signal);
      const result = await repo.run({
        args: ['push', ...pushOptions, '--end-of-options', url, `${commit}:refs/heads/${branch}`],
        to: 'push the branch',
        env: remoteEnv(remotes),
        accept: [0, 1, 128],
        signal,
      });
      if (result.code !== 0) {
        throw refusal(url, result);
      }
    },
  };
}

async function pushRemote(repo: GitRepo, name: string): Promise<PushRemote> {
  const args = ['remote', 'get-url', '--push', '--end-of-options', name];
  return { name, url: await repo.line({ args, to: 'read the address of the remote' }) };
}

/** As git would refuse it, but before anything is asked of a server. */
function check(url: string, branch: string, remotes: Remotes): void {
  const isLocal = remotes === 'local-too' && /^(file:\/)?\//.test(url);
  const why = isLocal ? null : refusedUrl(url);
  if (why !== null) {
    throw new ForgeError('push-refused', `Nothing was pushed to ${withoutSecrets(url)}: ${why}.`, {
      hint: 'Use an address such as https://host/owner/repository.git or git@host:owner/repository.git.',
    });
  }
  if (!isBranchName(branch)) {
    throw new ForgeError('invalid', `${JSON.stringify(branch)} can't be the name of a branch.`, {
      hint: 'Choose another name, for example agents/my-change.',
    });
  }
}

/** The rules of git check-ref-format. */
function isBranchName(name: string): boolean {
  return (
    /^[^\s~^:?*[\\\p{Cc}]{1,200}$/u.test(name) &&
    !/^-|^\/|\/$|\/\/|\.\.|@\{|\.$|(^|\/)\.|\.lock(\/|$)/.test(name) &&
    name !== '@' &&
    name !== 'HEAD'
  );
}

const reasons: readonly [RegExp, ForgeError['reason'], string, string][] = [
  [
    /non-fast-forward|fetch first|stale info/,
    'branch-taken',
    'Nothing was pushed: the branch has other commits there.',
    'Choose another name for the branch, or look at what is there first.',
  ],
  [
    /archived|read-only/i,
    'archived',
    'Nothing was pushed: the repository is archived.',
    'Ask its owner to unarchive it, or choose another remote.',
  ],
  [
    /protected branch|GH006|GH013|not allowed to (force )?push|pre-receive hook declined/i,
    'protected',
    'Nothing was pushed: the branch is protected there, or a rule of the repository refused it.',
    'Choose another name for the branch, or ask whoever looks after the repository.',
  ],
  [
    /could not read Username|Authentication failed|Permission denied \(|Invalid username|terminal prompts disabled/i,
    'signed-out',
    'Nothing was pushed: git has no sign-in for this remote.',
    'Make git push work for it in a terminal without a question, with a credential helper or an ssh agent, then try again.',
  ],
  [
    /Permission to .* denied|403|denied to|not authorized/i,
    'forbidden',
    'Nothing was pushed: your sign-in may not push there.',
    'Choose a fork of yours, or ask for the right to push.',
  ],
  [
    /not found|does not appear to be a git repository|does not exist/i,
    'not-found',
    'Nothing was pushed: the remote is not there, or hidden from your sign-in.',
    'Check its address with git remote -v.',
  ],
  [
    /Could not resolve host|Connection (refused|timed out|reset)|unable to access|Could not read from remote|hung up/i,
    'network',
    'The remote could not be reached, so nothing is known to be pushed.',
    'Check the network connection, then try again.',
  ],
];

/** What git or the server behind it said, in words. */
function refusal(url: string, { stderr, stdout }: GitResult): ForgeError {
  const said = withoutSecrets(`${stderr}\n${stdout.toString()}`);
  const cause = new Error(said);
  for (const [pattern, reason, message, hint] of reasons) {
    if (pattern.test(said)) {
      return new ForgeError(reason, message, { hint, cause });
    }
  }
  const line = said.split(/[\r\n]+/).find((each) => /^(fatal|error|remote): |\[(remote )?rejected\]/.test(each)) ?? '';
  const why = line.replace(/^(fatal|error|remote): /, '').slice(0, 300);
  return new ForgeError('push-refused', `Nothing was pushed to ${withoutSecrets(url)}: ${why}.`, {
    cause,
    hint: 'See whether git push works for it in a terminal.',
  });
}
