import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GitError } from '../../../core/errors';
import { isReCreatable } from '../../../core/worktrees/reCreatable';
import type { WorktreeAt, WorktreeFacts } from '../../../core/worktrees/worktreeCarePorts';
import type { ObjectName } from '../../../protocol';
import { asText, fieldsOf, type GitRepo } from '../gitRepo';
import type { Repositories } from '../repository/repositories';
import { lstatOrNull } from '../checkout/standing';
import { repositoriesInside } from '../objects/trees';
import { worktreeList } from './worktreeList';

const to = 'see whether the worktree can be deleted';
const comparedBytes = 5_000_000;

/** What is known of worktrees, and the proofs that one may be deleted. A proof that can't be given throws. */
export function worktreeFacts(repositories: Repositories): WorktreeFacts {
  return {
    async listWorktrees(root, places) {
      return worktreeList(await repositories.open(root), places);
    },

    deletionProofs(at, { dies, checkout }) {
      const open = () => openPresent(repositories, at);
      return {
        changedFiles: async () => changedFiles(await open()),
        ignoredToKeep: async () => ignoredToKeep(await open(), checkout),
        repositoriesInside: async () => standingRepositories(await open()),
        unfinished: async () => unfinished(await open()),
        unreachableCommits: async () => unreachableCommits(await open(), dies),
      };
    },

    async headLog(at) {
      const repo = await openPresent(repositories, at);
      return at.gitDir === at.commonDir ? [] : existing(repo, await loggedCommits(repo));
    },

    async buildOutput(at) {
      return (await ignoredPaths(await openPresent(repositories, at), true)).map(({ path }) => path);
    },

    async datedRefs(root, prefix) {
      if (!/^refs\/background-agents\/[\w/-]*$/.test(prefix)) {
        throw new GitError('failed', `${prefix} is not a prefix of refs of ours.`, { audience: 'log' });
      }
      const repo = await repositories.open(root);
      const format = '--format=%(refname) %(objectname) %(committerdate:unix) %(contents:subject)';
      const lines = (await repo.line({ args: ['for-each-ref', format, prefix], to: 'list refs' })).split('\n');
      return lines.flatMap((line) => {
        const [ref, commit, seconds, ...subject] = line.split(' ');
        return ref === undefined || commit === undefined
          ? []
          : [{ ref, commit: commit as ObjectName, atMs: Number(seconds) * 1000, subject: subject.join(' ') }];
      });
    },
  };
}

/** Git answers for a folder that is gone as for one without files. */
async function openPresent(repositories: Repositories, at: WorktreeAt): Promise<GitRepo> {
  if ((await lstatOrNull(at.worktree))?.isDirectory() !== true) {
    throw new GitError('worktree-missing', `${at.worktree} is gone, or no folder.`);
  }
  return repositories.open(at);
}

async function changedFiles(repo: GitRepo): Promise<{ uncommitted: number; untracked: number }> {
  const options = ['--porcelain=v2', '-z', '--untracked-files=all', '--ignore-submodules=all', '--no-renames'];
  const { stdout } = await repo.run({ args: ['status', ...options], to });
  const kinds = fieldsOf(stdout).map((field) => field.charAt(0));
  if (kinds.some((kind) => !['1', 'u', '?', '!', '#'].includes(kind))) {
    throw new GitError('failed', 'Git listed changes in a form that is not known.');
  }
  const tracked = kinds.filter((kind) => kind === '1' || kind === 'u').length;
  const untracked = kinds.filter((kind) => kind === '?').length;
  return { uncommitted: tracked + (await unwatched(repo)), untracked };
}

/** Files that git was told not to look at, so that nothing is known about them. */
async function unwatched(repo: GitRepo): Promise<number> {
  const { stdout } = await repo.run({ args: ['ls-files', '-v', '-z'], to });
  let count = 0;
  for (const entry of fieldsOf(stdout)) {
    const tag = entry.charAt(0);
    const isSkipped = tag === 'S' && (await lstatOrNull(join(repo.at.worktree, asText(entry.slice(2))))) !== null;
    count += isSkipped || /[a-z]/.test(tag) ? 1 : 0;
  }
  return count;
}

/** Ignored paths at the top of each ignored subtree; `again`: those that are made again, or else the others. */
async function ignoredPaths(repo: GitRepo, again: boolean): Promise<{ path: string; isFolder: boolean }[]> {
  const args = ['ls-files', '-o', '-i', '--exclude-standard', '--directory', '-z'];
  const paths = fieldsOf((await repo.run({ args, to })).stdout).map(asText);
  const found: { path: string; isFolder: boolean }[] = [];
  for (const path of paths) {
    const folder = path.endsWith('/') ? join(repo.at.worktree, path) : null;
    const isMadeAgain =
      folder !== null &&
      isReCreatable(path) &&
      (await lstatOrNull(folder.replace(/[\\/]$/, '')))?.isDirectory() === true &&
      (await lstatOrNull(join(folder, '.git'))) === null;
    if (isMadeAgain === again) {
      found.push({ path, isFolder: folder !== null });
    }
  }
  return found;
}

async function ignoredToKeep(repo: GitRepo, checkout: string): Promise<string[]> {
  const kept: string[] = [];
  for (const { path, isFolder } of await ignoredPaths(repo, false)) {
    if (isFolder || !(await isSame(join(repo.at.worktree, path), join(checkout, path)))) {
      kept.push(path);
    }
  }
  return kept;
}

async function isSame(one: string, other: string): Promise<boolean> {
  const stats = await Promise.all([lstatOrNull(one), lstatOrNull(other)]);
  const isSmall = stats.every((each) => each?.isFile() === true && each.size <= comparedBytes);
  return one !== other && isSmall && (await readFile(one)).equals(await readFile(other));
}

async function standingRepositories(repo: GitRepo): Promise<string[]> {
  const found: string[] = [];
  for (const path of await repositoriesInside(repo)) {
    if ((await lstatOrNull(join(repo.at.worktree, path, '.git'))) !== null) {
      found.push(path);
    }
  }
  return found;
}

const signs: readonly (readonly [file: string, what: string])[] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['BISECT_LOG', 'bisect'],
  ['index.lock', 'git command (its index.lock is there)'],
];

export async function unfinished({ at: { gitDir } }: GitRepo): Promise<string | null> {
  for (const [file, what] of signs) {
    if ((await lstatOrNull(join(gitDir, file))) !== null) {
      return what;
    }
  }
  return null;
}

/** Also commits that HEAD has left behind, which only the log in the worktree's git directory still names. */
async function unreachableCommits(repo: GitRepo, dies: string | null): Promise<number> {
  if (repo.at.gitDir === repo.at.commonDir) {
    throw new GitError('failed', 'git no longer knows which commits it was on');
  }
  const head = await repo.line({ args: ['rev-parse', '-q', '--verify', 'HEAD'], to, accept: [0, 1] });
  const there = await existing(repo, [head, ...(await loggedCommits(repo))]);
  if (head !== '' && there[0] !== head) {
    throw new GitError('failed', 'the commit it is on is not in the repository');
  }
  if (there.length === 0) {
    return 0;
  }
  const kept = [...(dies === null ? [] : [`--exclude=${dies}`]), '--branches', '--tags', '--remotes'];
  const counted = await repo.line({ args: ['rev-list', '--count', ...there, '--not', ...kept], to });
  if (!/^\d+$/.test(counted)) {
    throw new GitError('failed', 'its commits could not be counted');
  }
  return Number(counted);
}

/** The newest first. */
async function loggedCommits({ at: { gitDir } }: GitRepo): Promise<string[]> {
  const file = join(gitDir, 'logs', 'HEAD');
  const log = (await lstatOrNull(file)) === null ? '' : await readFile(file, 'utf8');
  return log
    .split('\n')
    .flatMap((line) => /^[0-9a-f]+ ([0-9a-f]{40,64}) /.exec(line)?.[1] ?? [])
    .reverse();
}

/** Those of the commits that the repository holds, each once, in their order. */
async function existing(repo: GitRepo, commits: readonly string[]): Promise<ObjectName[]> {
  const input = [...new Set(commits)].filter((commit) => commit !== '').map((commit) => `${commit}\n`);
  if (input.length === 0) {
    return [];
  }
  const checked = await repo.line({ args: ['cat-file', '--batch-check'], to, input: input.join('') });
  return checked.split('\n').flatMap((line) => (/^([0-9a-f]+) commit \d+$/.exec(line)?.[1] ?? []) as ObjectName[]);
}
