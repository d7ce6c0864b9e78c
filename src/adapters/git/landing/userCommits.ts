import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GitError } from '../../../core/errors';
import type { LandGit, OwnCommit } from '../../../core/landing/landPorts';
import type { ObjectName } from '../../../protocol';
import { type Setting, settingsEnv } from '../process/execConfig';
import type { GitRepo } from '../gitRepo';
import type { Repositories } from '../repository/repositories';
import { withTemporaryIndex } from '../checkout/stage';
import { findHooks, runHook, runPostCommit, signingEnv } from './userHooks';

type UserCommits = Pick<
  LandGit,
  'commitSetup' | 'recentMessages' | 'commitsFrom' | 'commitAsUser' | 'tellCommitted' | 'formatPatch'
>;
type Wanted = Parameters<LandGit['commitAsUser']>[1];

/** Commits under the user's name. Our own git calls stay hardened; hooks run by the user's git, and only where asked for. */
export function userCommits(repositories: Repositories): UserCommits {
  return {
    async commitSetup(root) {
      const repo = await repositories.open(root);
      const [identity, { signs }, { hooks, folder }] = await Promise.all([
        identityOf(repo),
        signing(repo),
        findHooks(root),
      ]);
      return { identity, signs, hooks, hooksFolder: folder };
    },

    async recentMessages(root, from, count) {
      const repo = await repositories.open(root);
      const options = [`--max-count=${count}`, '--no-merges', '--no-commit-header', '--format=%B%x00'];
      const args = ['rev-list', ...options, '--end-of-options', from, '--'];
      return textsOf((await repo.run({ args, to: 'read the messages of your commits' })).stdout);
    },

    async commitsFrom(root, from, to) {
      const repo = await repositories.open(root);
      const options = [
        '--reverse',
        '--first-parent',
        '--no-merges',
        '--no-commit-header',
        '--format=%H%n%T%n%P%n%B%x00',
      ];
      const args = ['rev-list', ...options, '--end-of-options', `${from}..${to}`, '--'];
      const found = textsOf((await repo.run({ args, to: 'read the commits of the task' })).stdout);
      return found.map(ownCommit).filter(({ parent }) => parent !== '');
    },

    async commitAsUser(root, commit) {
      const repo = await repositories.open(root);
      if ((await identityOf(repo)) === null) {
        throw new GitError('no-identity', 'Nothing was committed: git does not know your name and address here.', {
          hint: 'Say them once with git config --global user.name and git config --global user.email, then commit again.',
        });
      }
      return commit.hooks ? commitWithHooks(repo, commit) : { tree: commit.tree, commit: await write(repo, commit) };
    },

    async tellCommitted(root) {
      await runPostCommit(root);
    },

    async formatPatch(root, from, to) {
      const repo = await repositories.open(root);
      const plain = ['--no-attach', '--no-thread', '--no-cover-letter', '--no-base', '--no-numbered', '--no-signature'];
      const diff = ['--binary', '--full-index', '--no-ext-diff', '--no-textconv', '--src-prefix=a/', '--dst-prefix=b/'];
      const args = ['format-patch', '--stdout', ...plain, ...diff, '--end-of-options', `${from}..${to}`];
      return (await repo.run({ args, to: 'write the patch', env: signingEnv() })).stdout;
    },
  };
}

function textsOf(stdout: Buffer): string[] {
  return stdout
    .toString()
    .split('\0')
    .map((text) => text.replace(/^\n/, ''))
    .filter((text) => text.trim() !== '');
}

function ownCommit(text: string): OwnCommit {
  const [commit = '', tree = '', parent = '', ...message] = text.split('\n');
  return {
    commit: commit as ObjectName,
    tree: tree as ObjectName,
    parent: parent as ObjectName,
    message: message.join('\n').trim(),
  };
}

/** Only what a person or their environment has said: git would make one up from the names of user and machine. */
async function identityOf(repo: GitRepo): Promise<string | null> {
  const idents = await Promise.all(
    (['GIT_AUTHOR_IDENT', 'GIT_COMMITTER_IDENT'] as const).map((name) => {
      const args = ['-c', 'user.useConfigOnly=true', 'var', name];
      return repo.run({ args, to: 'read your name', env: signingEnv(), accept: [0, 1, 128] });
    }),
  );
  const [author] = idents.map(({ code, stdout }) => (code === 0 ? stdout.toString() : ''));
  const found = /^(.+ <.+>) \d+ [+-]\d+\s*$/.exec(author ?? '')?.[1];
  return idents.every(({ code }) => code === 0) ? (found ?? null) : null;
}

/** Programs that sign; one that the repository itself names is not run, git's own take its place. */
const usualPrograms: readonly Setting[] = [
  ['gpg.program', 'gpg'],
  ['gpg.openpgp.program', 'gpg'],
  ['gpg.x509.program', 'gpgsm'],
  ['gpg.ssh.program', 'ssh-keygen'],
  ['gpg.ssh.defaultkeycommand', ''],
];

async function signing(repo: GitRepo): Promise<{ signs: boolean; settings: Setting[] }> {
  const args = ['config', '--list', '--show-scope', '-z'];
  const fields = (await repo.run({ args, to: 'read how you sign' })).stdout.toString().split('\0');
  let signs = false;
  const named = new Set<string>();
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [scope, [key = '', value = 'true']] = [fields[at], (fields[at + 1] ?? '').split('\n', 2)];
    if (key === 'commit.gpgsign' && scope !== 'command') {
      signs = /^(true|yes|on|[1-9]\d*)$/i.test(value);
    } else if (scope === 'local' || scope === 'worktree') {
      named.add(key);
    }
  }
  return { signs, settings: usualPrograms.filter(([key]) => named.has(key)) };
}

async function commitWithHooks(repo: GitRepo, commit: Wanted): ReturnType<LandGit['commitAsUser']> {
  const root = repo.at.worktree;
  return withTemporaryIndex(async (indexFile) => {
    const to = 'make the commit';
    await repo.run({ args: ['read-tree', '--end-of-options', commit.tree], to, indexFile });
    await runHook(root, commit.isMerge === true ? 'pre-merge-commit' : 'pre-commit', { indexFile });
    const tree = (await repo.line({ args: ['write-tree'], to, indexFile })) as ObjectName;
    const file = join(dirname(indexFile), 'COMMIT_EDITMSG');
    await writeFile(file, `${commit.message}\n`);
    const source = commit.isMerge === true ? 'merge' : 'message';
    await runHook(root, 'prepare-commit-msg', { args: [file, source], indexFile });
    await runHook(root, 'commit-msg', { args: [file], indexFile });
    const message = tidied(await readFile(file, 'utf8'));
    if (message === '') {
      throw new GitError('hook-refused', 'Nothing was committed: your hooks left the message empty.');
    }
    return { tree, commit: await write(repo, { ...commit, tree, message }) };
  });
}

async function write(repo: GitRepo, { tree, parents, message }: Wanted): Promise<ObjectName> {
  const { signs, settings } = await signing(repo);
  const options = [...(signs ? ['-S'] : []), ...parents.flatMap((parent) => ['-p', parent])];
  const args = ['commit-tree', ...options, '--end-of-options', tree];
  const env = { ...signingEnv(), ...settingsEnv(settings) };
  const call = { args, to: 'make the commit', input: `${tidied(message)}\n`, env };
  try {
    return (await repo.line(call)) as ObjectName;
  } catch (error) {
    throw signs && error instanceof GitError && error.reason === 'failed' ? notSigned(error) : error;
  }
}

function notSigned(error: GitError): GitError {
  const said = error.cause instanceof Error ? error.cause.message.trim() : error.message;
  return new GitError('not-signed', `Nothing was committed: git could not sign it. ${said.slice(0, 600)}`, {
    cause: error,
    hint: 'You asked git to sign commits (commit.gpgSign). Unlock the key, or set user.signingKey, then commit again.',
  });
}

/** As git tidies a message that no editor was opened for. */
function tidied(message: string): string {
  return message
    .replace(/\r\n/g, '\n')
    .replace(/[^\S\n]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
}
