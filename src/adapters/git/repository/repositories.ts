import { lstat, readFile, realpath } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { GitError } from '../../../core/errors';
import { joinedFolderOf } from '../../../core/repositories/joinedRoot';
import type { CheckoutRef } from '../../../core/worktrees/checkoutRef';
import type { RepoFacts } from '../../../core/worktrees/gitPorts';
import type { ObjectName } from '../../../protocol';
import type { GitProcess, GitResult } from '../process/gitProcess';
import { asText, fieldsOf, GitRepo, withoutLineEnd } from '../gitRepo';
import { JoinedFolders } from '../worktrees/joinedFolders';
import { findsLargeFileProgram, hasLargeFiles } from '../worktrees/largeFileProgram';
import { fillSubmodules } from '../worktrees/submoduleFiles';

/** Finds repositories, remembers where their git directories are, and opens them for calls. */
export class Repositories {
  private readonly process: GitProcess;
  private readonly known = new Map<string, CheckoutRef>();

  constructor(
    process: GitProcess,
    private readonly joined = new JoinedFolders(null),
  ) {
    this.process = process;
  }

  /** By the top of a checkout, or by our own record of one. */
  async open(at: string | CheckoutRef): Promise<GitRepo> {
    return new GitRepo(this.process, typeof at === 'string' ? await this.top(at) : at);
  }

  /** As `fillSubmodules` says. */
  fillSubmodules(repo: GitRepo): Promise<void> {
    return fillSubmodules(this.process, repo);
  }

  /** Without its own git directory a folder belongs to a repository around it, and that one is never meant. */
  private async top(root: string): Promise<CheckoutRef> {
    if (joinedFolderOf(root) !== null) {
      return this.joined.checkout(root);
    }
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

  /** As it is on disk now, whatever is remembered. Throws `not-a-repository`. */
  async root(path: string): Promise<string> {
    if (joinedFolderOf(path) !== null) {
      await this.joined.checkout(path);
      return path;
    }
    await this.forgetUnlessSame(path);
    return (await this.find(path)).worktree;
  }

  async facts(path: string): Promise<RepoFacts> {
    await this.forgetUnlessSame(path);
    const at = await this.find(path);
    const repo = await this.open(at);
    const { stdout } = await repo.run({
      args: [
        ...['status', '--porcelain=v2', '--branch', '--no-ahead-behind', '-z'],
        ...['--untracked-files=all', '--ignore-submodules=all', '--no-renames'],
      ],
      to: 'list your uncommitted files',
    });
    const fields = fieldsOf(stdout);
    const header = (name: string) => fields.find((field) => field.startsWith(`# ${name} `))?.slice(name.length + 3);
    const [head, branch] = [header('branch.oid'), header('branch.head')];
    const lacksLfs = (await hasLargeFiles(at.worktree)) && !(await findsLargeFileProgram(this.process));
    return {
      root: at.worktree,
      commonDir: at.commonDir,
      gitDir: at.gitDir,
      head: head === undefined || head === '(initial)' ? null : (head as ObjectName),
      branch: branch === undefined || branch === '(detached)' ? null : asText(branch),
      uncommitted: fields.filter((field) => !field.startsWith('# ') && !field.endsWith('/')).length,
      ...(lacksLfs ? { lacksLfs } : {}),
    };
  }

  /** The top of a checkout stays one while its `.git` is the folder it was, or points to where it did. */
  private async forgetUnlessSame(path: string): Promise<void> {
    const known = this.known.get(path);
    if (known?.worktree !== path || !(await pointsTo(join(path, '.git'), known.gitDir))) {
      this.known.delete(path);
    }
  }

  private async discover(path: string): Promise<CheckoutRef> {
    const questions = ['--show-toplevel', '--git-dir', '--git-common-dir'] as const;
    const answers = (await this.ask(path, questions)).split('\n');
    // A path may hold line ends itself.
    const isClear = answers.length === questions.length;
    const paths = isClear ? answers : await Promise.all(questions.map((question) => this.ask(path, [question])));
    const [worktree = '', gitDir = '', commonDir = ''] = await Promise.all(
      paths.map((each) => realpath(normalize(each))),
    );
    return { worktree, gitDir, commonDir };
  }

  private async ask(path: string, questions: readonly string[]): Promise<string> {
    const result = await this.process.run({
      args: ['-C', path, 'rev-parse', '--path-format=absolute', ...questions],
    });
    if (result.code !== 0) {
      throw notARepository(path, result);
    }
    return withoutLineEnd(result.stdout.toString());
  }
}

async function pointsTo(pointer: string, gitDir: string): Promise<boolean> {
  try {
    const stats = await lstat(pointer);
    const text = stats.isFile() ? await readFile(pointer, 'utf8') : '';
    const target = stats.isDirectory() ? pointer : (/^gitdir: (.+)\n?$/.exec(text)?.[1] ?? '');
    await lstat(join(gitDir, 'HEAD'));
    return target === gitDir;
  } catch {
    return false;
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
  return new GitError('not-a-repository', `${path} is not a git repository.`, {
    cause,
    hint: 'Initialize one there (git init), or open a folder that is one.',
  });
}
