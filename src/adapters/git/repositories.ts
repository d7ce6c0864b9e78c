import { realpath } from 'node:fs/promises';
import { normalize } from 'node:path';
import { GitError } from '../../core/errors';
import type { CheckoutRef, RepoFacts } from '../../core/ports';
import type { ObjectName } from '../../protocol';
import type { GitProcess, GitResult } from './gitProcess';
import { GitRepo, withoutLineEnd } from './gitRepo';

/** Finds repositories, remembers where their git directories are, and opens them for calls. */
export class Repositories {
  private readonly process: GitProcess;
  private readonly known = new Map<string, CheckoutRef>();

  constructor(process: GitProcess) {
    this.process = process;
  }

  /** By the top of a checkout, or by our own record of one. */
  async open(at: string | CheckoutRef): Promise<GitRepo> {
    return new GitRepo(this.process, typeof at === 'string' ? await this.top(at) : at);
  }

  /** Without its own git directory a folder belongs to a repository around it, and that one is never meant. */
  private async top(root: string): Promise<CheckoutRef> {
    const found = await this.find(root);
    if (found.worktree !== root) {
      this.known.delete(root);
      throw new GitError('not-a-repository', `${root} is no longer the top of a git repository.`, {
        hint: 'Put the repository back where it was.',
      });
    }
    return found;
  }

  /** Throws `not-a-repository`. A path inside is fine. */
  async find(path: string): Promise<CheckoutRef> {
    const known = this.known.get(path);
    if (known !== undefined) {
      return known;
    }
    const found = await this.discover(path);
    this.known.set(path, found);
    return found;
  }

  async facts(path: string): Promise<RepoFacts> {
    this.known.delete(path);
    const at = await this.find(path);
    const repo = await this.open(at);
    const [head, branch, status] = await Promise.all([
      repo.line({ args: ['rev-parse', '--verify', '-q', 'HEAD^{commit}'], to: 'read HEAD', accept: [0, 1] }),
      repo.line({ args: ['symbolic-ref', '-q', '--short', 'HEAD'], to: 'read HEAD', accept: [0, 1] }),
      repo.run({
        args: ['status', '--porcelain', '-z', '--untracked-files=all', '--ignore-submodules=all', '--no-renames'],
        to: 'list your uncommitted files',
      }),
    ]);
    const uncommitted = status.stdout
      .toString('latin1')
      .split('\0')
      .filter((entry) => entry !== '' && !entry.endsWith('/'));
    return {
      root: at.worktree,
      commonDir: at.commonDir,
      gitDir: at.gitDir,
      head: head === '' ? null : (head as ObjectName),
      branch: branch === '' ? null : branch,
      uncommitted: uncommitted.length,
    };
  }

  private async discover(path: string): Promise<CheckoutRef> {
    const ask = async (...question: string[]): Promise<string> => {
      const result = await this.process.run({
        args: ['-C', path, 'rev-parse', '--path-format=absolute', ...question],
      });
      if (result.code !== 0) {
        throw notARepository(path, result);
      }
      return realpath(normalize(withoutLineEnd(result.stdout.toString())));
    };
    const [worktree, gitDir, commonDir] = await Promise.all([
      ask('--show-toplevel'),
      ask('--git-dir'),
      ask('--git-common-dir'),
    ]);
    return { worktree, gitDir, commonDir };
  }
}

function notARepository(path: string, { stderr }: GitResult): GitError {
  const cause = new Error(stderr);
  if (stderr.includes('dubious ownership')) {
    return new GitError('not-a-repository', `Git does not open ${path}, because another user owns it.`, {
      cause,
      hint: 'If you trust it, run: git config --global --add safe.directory and the folder, then try again.',
    });
  }
  if (/cannot use bare repository|must be run in a work tree/.test(stderr)) {
    const message = `${path} has no files to work on: it is a bare repository, or a part of git's own data.`;
    return new GitError('not-a-repository', message, {
      cause,
      hint: 'Open a folder of a checkout, or make one with git clone.',
    });
  }
  if (stderr.includes('cannot change to')) {
    return new GitError('not-a-repository', `${path} can't be opened: it is not there, or no folder.`, {
      cause,
      hint: 'Check its name.',
    });
  }
  return new GitError('not-a-repository', `${path} is not in the work tree of a git repository.`, {
    cause,
    hint: 'Open a folder of a repository, or run git init in this one and commit what it holds.',
  });
}
