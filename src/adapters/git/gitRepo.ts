import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { GitError, roomHint } from '../../core/errors';
import type { CheckoutRef } from '../../core/worktrees/checkoutRef';
import type { Drivers } from './process/knownDrivers';
import type { GitCall, GitProcess, GitResult } from './process/gitProcess';
import { findsLargeFileProgram } from './worktrees/largeFileProgram';
import { sparseSettings } from './worktrees/sparseRecord';

export interface RepoCall extends Pick<GitCall, 'output' | 'signal' | 'onStart' | 'onErrors'> {
  args: readonly string[];
  /** What could not be done when it fails, as an infinitive: `take a snapshot of your files`. */
  to: string;
  /** Another index than the checkout's own. */
  indexFile?: string;
  env?: Readonly<Record<string, string>>;
  input?: string | Uint8Array;
  /** Exit codes that are results; 0 unless given. */
  accept?: readonly number[];
}

/** In what is not of one byte per character in both. */
const beyondAscii = /[^\0-\x7f]/;
const lockWaitsMs = [50, 100, 200, 400, 800, 1600, 3200];

/**
 * What works on objects and refs alone, so that no driver of a file's content can come into play. Nothing that reads an
 * index belongs here: to see whether a file has changed git may run its content through a filter.
 */
const withoutContent = new Set([
  'cat-file',
  'commit-tree',
  'config',
  'for-each-ref',
  'ls-tree',
  'rev-list',
  'rev-parse',
  'symbolic-ref',
  'update-ref',
]);

/**
 * One checkout as git is told of it: where its git directory and its files are comes from us, so that nothing in the
 * checkout can lead git elsewhere. To be made anew for each piece of work, because its configuration may change.
 */
export class GitRepo {
  private drivers: Promise<Drivers> | null = null;

  constructor(
    private readonly process: GitProcess,
    readonly at: CheckoutRef,
    private readonly objects: Readonly<Record<string, string>> = {},
  ) {}

  /** Another checkout, with the same program. */
  elsewhere(at: CheckoutRef): GitRepo {
    return new GitRepo(this.process, at);
  }

  /** The same one, with its objects where these variables of git's environment say. */
  writingTo(objects: Readonly<Record<string, string>>): GitRepo {
    return new GitRepo(this.process, this.at, objects);
  }

  /** Runs git at the top of the checkout. While another git is in the way it is tried again, then fails with `locked`. */
  async run(call: RepoCall): Promise<GitResult> {
    const { args, to, indexFile, env: added, accept = [0], ...streams } = call;
    const index = indexFile === undefined ? {} : { GIT_INDEX_FILE: indexFile };
    const env = { ...this.place(), ...(await this.settings(args)), ...added, ...index };
    for (const waitMs of [...lockWaitsMs, null]) {
      const result = await this.process.run({
        args: ['-C', this.at.worktree, ...sparseSettings(this.at), ...args],
        env,
        ...streams,
      });
      if (accept.includes(result.code)) {
        return result;
      }
      const mayPass = isLocked(result.stderr) || (isCrossed(result.stderr) && waitMs !== null);
      if (!mayPass) {
        throw await failed(to, result.stderr, this.at);
      }
      if (waitMs !== null) {
        await sleep(waitMs * (0.75 + Math.random() / 2));
      }
    }
    throw new GitError('locked', `Git could not ${to}: another git process is at work in ${this.at.worktree}.`, {
      hint: 'Wait until it is done. If none is running, remove the .lock file that git names in its own messages.',
    });
  }

  /** Starts a git at the top of the checkout that the caller talks with. */
  async open(args: readonly string[]): Promise<ChildProcessWithoutNullStreams> {
    const env = { ...this.place(), ...(await this.settings(args)) };
    return this.process.open({ args: ['-C', this.at.worktree, ...sparseSettings(this.at), ...args], env });
  }

  /** Standard output without the line end. */
  async line(call: RepoCall): Promise<string> {
    return withoutLineEnd((await this.run(call)).stdout.toString());
  }

  /** Files of a repository that users share have rights of their own, which git knows how to give. */
  async isShared(): Promise<boolean> {
    return (await this.readDrivers()).isShared;
  }

  private async settings(args: readonly string[]): Promise<Record<string, string>> {
    return withoutContent.has(args[0] ?? '') && !args.includes('--filters') ? {} : (await this.readDrivers()).env;
  }

  private readDrivers(): Promise<Drivers> {
    this.drivers ??= this.process.drivers.of(
      this.at,
      () => this.listSettings(),
      () => findsLargeFileProgram(this.process),
    );
    return this.drivers;
  }

  private place(): Record<string, string> {
    const { gitDir, worktree, commonDir } = this.at;
    const common: Record<string, string> = commonDir === gitDir ? {} : { GIT_COMMON_DIR: commonDir };
    return { GIT_DIR: gitDir, GIT_WORK_TREE: worktree, ...common, ...this.objects };
  }

  /** Listing the configuration runs nothing of it. */
  private async listSettings(): Promise<string> {
    const args = ['config', '--list', '--show-scope', '-z'];
    return (await this.run({ args, to: 'read the configuration of the repository' })).stdout.toString();
  }
}

export function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n$/, '');
}

/** Of an index, a ref, `packed-refs` or the configuration. */
function isLocked(stderr: string): boolean {
  return (
    stderr.includes(".lock': File exists") ||
    (/cannot lock ref|could not lock config file/.test(stderr) && stderr.includes('File exists'))
  );
}

/** Another git is making or removing a worktree, or its collection of garbage removes the folder that was just made. */
function isCrossed(stderr: string): boolean {
  return (
    /failed to read .*\/worktrees\/.*: (Success|No such file or directory)/.test(stderr) ||
    stderr.includes('unable to create temporary file: No such file or directory')
  );
}

/** Less than this, and what git could not write, for which it often gives no reason, had no room. */
const leastRoomBytes = 1024 * 1024;

async function hasNoRoom(folder: string): Promise<boolean> {
  const disk = await statfs(folder).catch(() => null);
  return disk !== null && disk.bavail * disk.bsize < leastRoomBytes;
}

async function failed(to: string, stderr: string, { worktree, commonDir }: CheckoutRef): Promise<GitError> {
  if (/cannot change to|not a git repository/.test(stderr)) {
    return new GitError('worktree-missing', `Git could not ${to}: the folder or its git directory is gone.`, {
      cause: new Error(stderr),
      hint: 'Put the folder back, or discard the task.',
    });
  }
  const isSaid = /No space left on device|Out of diskspace|Disk quota exceeded/.test(stderr);
  const isOfWriting = /(unable to|couldn't|cannot|could not|failed to) (write|create|close|sync)|write error/i.test(
    stderr,
  );
  if (isSaid || (isOfWriting && ((await hasNoRoom(worktree)) || (await hasNoRoom(commonDir))))) {
    const cause = new Error(stderr);
    return new GitError('failed', `Git could not ${to}: the disk is full.`, { cause, hint: roomHint });
  }
  const reason = stderr.split('\n').find((line) => /^(fatal|error): /.test(line)) ?? stderr.trim().split('\n')[0] ?? '';
  return new GitError('failed', `Git could not ${to}: ${reason.replace(/^(fatal|error): /, '')}`, {
    cause: new Error(stderr),
  });
}

/** Output of a `-z` option, field by field, as binary strings: a file name need not be UTF-8. */
export function fieldsOf(stdout: Buffer): string[] {
  const fields = stdout.toString('latin1').split('\0');
  return fields.at(-1) === '' ? fields.slice(0, -1) : fields;
}

/** Fields for a `-z` standard input, from binary strings. */
export function toInput(fields: readonly string[]): Buffer {
  return Buffer.from(fields.map((field) => `${field}\0`).join(''), 'latin1');
}

/** A binary string as text; bytes that are not UTF-8 become replacement characters. */
export function asText(binary: string): string {
  return isAscii(binary) ? binary : Buffer.from(binary, 'latin1').toString('utf8');
}

export function asBinary(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

function isAscii(text: string): boolean {
  return !beyondAscii.test(text);
}

/** A path of a folder, given as a binary string, as the system takes it. */
export function absolute(folder: string, path: string): Buffer {
  return path === '' ? Buffer.from(folder) : Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(path, 'latin1')]);
}
