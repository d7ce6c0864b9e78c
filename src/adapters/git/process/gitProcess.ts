import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn, type StdioOptions } from 'node:child_process';
import { tmpdir } from 'node:os';
import { GitError } from '../../../core/errors';
import { KnownDrivers } from './knownDrivers';
import { startTurn } from './startTurn';

export interface GitCall {
  args: readonly string[];
  /** Added to the environment that every call gets. */
  env?: Readonly<Record<string, string>>;
  input?: string | Uint8Array;
  /** An open file that git writes into, in the place of `stdout`. It stays the caller's. */
  output?: number;
  /** Ends git; the call rejects with its reason then. */
  signal?: AbortSignal;
  /** Called when git has been started, or could not be. */
  onStart?: () => void;
  /** Gets what git prints for people as it comes. */
  onErrors?: (text: string) => void;
}

export interface GitResult {
  code: number;
  stdout: Buffer;
  stderr: string;
}

const oldest = [2, 38] as const;

/** What git needs of this process's environment; everything else, above all every `GIT_` variable, stays out. */
const inherited = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'XDG_CONFIG_HOME', 'TMPDIR', 'TMP', 'TEMP', 'DEVELOPER_DIR'],
  ...['USERPROFILE', 'HOMEDRIVE', 'HOMEPATH', 'APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA', 'SYSTEMROOT', 'PATHEXT'],
];

const fixedEnv = {
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_ALLOW_PROTOCOL: 'https:ssh',
  GIT_EDITOR: 'true',
  GIT_SEQUENCE_EDITOR: 'true',
  GIT_PAGER: 'cat',
  GIT_ASKPASS: 'true',
  SSH_ASKPASS: 'true',
  GIT_LITERAL_PATHSPECS: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  NoDefaultCurrentDirectoryInExePath: '1',
};

/** Nothing that a repository configures is run, and nothing of it makes a snapshot lossy or a call fail. */
const constantConfig = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.untrackedCache=false',
  'core.splitIndex=false',
  'core.sshCommand=ssh',
  'core.safecrlf=false',
  'core.quotePath=false',
  'core.longPaths=true',
  'core.protectNTFS=true',
  'core.protectHFS=true',
  'protocol.ext.allow=never',
  'submodule.recurse=false',
  'diff.ignoreSubmodules=all',
  'commit.gpgSign=false',
  'safe.bareRepository=explicit',
  'i18n.commitEncoding=UTF-8',
  'gc.auto=0',
  'maintenance.auto=false',
].flatMap((setting) => ['-c', setting]);

/** Of the program that a PATH leads to, for all who run it. What went wrong once is looked at again the next time. */
const versions = new Map<string, Promise<string>>();
/** By program and PATH, too, as a program of Git LFS may be found there. */
const driversBy = new Map<string, KnownDrivers>();

/** Runs one git after the other asked for, without a shell, hardened alike whatever the call. */
export class GitProcess {
  private readonly executable: string;

  constructor(executable = 'git') {
    this.executable = executable;
  }

  /** Shared by all who run this program, so that one listing serves the services of a window and its runner's checkpoints. */
  get drivers(): KnownDrivers {
    const drivers = driversBy.get(this.program) ?? new KnownDrivers();
    driversBy.set(this.program, drivers);
    return drivers;
  }

  /** The installed version. Throws `missing` or `too-old`. */
  version(): Promise<string> {
    const { program } = this;
    const known = versions.get(program);
    if (known !== undefined) {
      return known;
    }
    const version = this.readVersion().catch((error: unknown) => {
      versions.delete(program);
      throw error;
    });
    versions.set(program, version);
    return version;
  }

  /** Any exit status is a result. Throws `missing` and `too-old`. */
  async run(call: GitCall): Promise<GitResult> {
    if (call.args.includes('rev-parse')) {
      // Every git can answer this, and it is the first thing asked.
      const [result] = await Promise.all([this.spawn(call), this.version()]);
      return result;
    }
    await this.version();
    return this.spawn(call);
  }

  private get program(): string {
    return `${this.executable}\0${process.env['PATH'] ?? ''}`;
  }

  private async readVersion(): Promise<string> {
    const { code, stdout, stderr } = await this.spawn({ args: ['--version'] });
    if (code !== 0) {
      throw notRunning(stderr);
    }
    const found = /(\d+)\.(\d+)(\.\d+)*/.exec(stdout.toString());
    const version = found?.[0] ?? 'unknown';
    const [major, minor] = [Number(found?.[1] ?? 0), Number(found?.[2] ?? 0)];
    if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
      throw new GitError('too-old', `Git ${version} is too old: background agents need git 2.38 or newer.`, {
        hint: 'Install a newer git; an open editor has to be reloaded then.',
      });
    }
    return version;
  }

  /** Starts a git whose input and output are the caller's. Throws as `run` does, but for a program that is not there. */
  async open(call: GitCall): Promise<ChildProcessWithoutNullStreams> {
    await this.version();
    await startTurn();
    return this.start(call, ['pipe', 'pipe', 'pipe']) as ChildProcessWithoutNullStreams;
  }

  private start({ args, env }: GitCall, stdio: StdioOptions): ChildProcess {
    return spawn(this.executable, [...constantConfig, '--no-pager', ...args], {
      // Windows looks for programs in the working directory first, so it is never a folder of a repository.
      cwd: tmpdir(),
      env: { ...inheritedEnv(), ...fixedEnv, ...env },
      stdio,
      windowsHide: true,
    });
  }

  private async spawn(call: GitCall): Promise<GitResult> {
    await startTurn();
    return new Promise((resolve, reject) => {
      call.signal?.throwIfAborted();
      // A pipe for each git that is told nothing takes time, too.
      const stdin = call.input === undefined ? 'ignore' : 'pipe';
      const child = this.start(call, [stdin, call.output ?? 'pipe', 'pipe']);
      const out: Buffer[] = [];
      const errors: Buffer[] = [];
      child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr?.on('data', (chunk: Buffer) => {
        errors.push(chunk);
        call.onErrors?.(chunk.toString());
      });
      child.on('error', (error) => reject(notStarted(error)));
      const end = (): unknown => child.kill();
      call.signal?.addEventListener('abort', end);
      child.on('close', (code) => {
        call.signal?.removeEventListener('abort', end);
        if (call.signal?.aborted === true) {
          reject(call.signal.reason instanceof Error ? call.signal.reason : new Error('Stopped.'));
        } else {
          resolve({ code: code ?? -1, stdout: Buffer.concat(out), stderr: Buffer.concat(errors).toString() });
        }
      });
      // A git that ends before it has read everything says why by its exit status.
      child.stdin?.on('error', (error) => errors.push(Buffer.from(`stdin: ${error.message}\n`)));
      child.stdin?.end(call.input);
      call.onStart?.();
    });
  }
}

function inheritedEnv(): Record<string, string> {
  const entries = inherited.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** The git of macOS is a stand-in until Apple's developer tools are there, and their licence is agreed to. */
function notRunning(stderr: string): GitError {
  const said = stderr.trim().split('\n')[0] ?? '';
  const isOfMac = /xcode|xcrun|developer tools/i.test(stderr);
  return new GitError('missing', `Git does not run${said === '' ? '.' : `: ${said}`}`, {
    hint: isOfMac
      ? 'Run "xcode-select --install" in a terminal (or "sudo xcodebuild -license" where it asks for that); an open editor has to be started again then.'
      : 'Install git 2.38 or newer and make sure it is on the PATH; an open editor has to be started again then.',
  });
}

function notStarted(error: NodeJS.ErrnoException): GitError {
  return error.code === 'ENOENT'
    ? new GitError('missing', 'Git was not found, so no worktree can be made and no change be compared.', {
        cause: error,
        hint: 'Install git 2.38 or newer and make sure it is on the PATH; an open editor has to be started again then.',
      })
    : new GitError('failed', `Git could not be started: ${error.message}`, { cause: error });
}
