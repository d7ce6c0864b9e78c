import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { SandboxReport } from '../../protocol';
import { type SandboxPolicy, secretsOfHome, secretsOfSystem, wrap } from '../../core/wrap';

export interface SandboxOptions {
  isolation: 'sandbox' | 'none';
  worktree: string;
  /** Folders that stay readable though they are hidden otherwise, and are never written: the repository's git data. */
  readOnly: readonly string[];
  /** Folders of ours that no command may read: the journals and worktrees of other tasks. */
  hidden: readonly string[];
  env: Readonly<NodeJS.ProcessEnv>;
}

/** How a task's commands are run: in a sandbox that was tried, or without one, with the reason. */
export interface Sandbox {
  report: SandboxReport;
  /** The command line to start; `argv` itself where there is no sandbox. */
  wrap(argv: readonly string[], network: boolean): string[];
}

const probeMs = 10_000;

export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  if (options.isolation === 'none') {
    return unsandboxed('The sandbox is turned off for this task.');
  }
  if (process.platform !== 'linux') {
    return unsandboxed('The sandbox needs bubblewrap, which exists for Linux only.');
  }
  const bubblewrap = await findProgram('bwrap', options.env['PATH']);
  if (bubblewrap === null) {
    return unsandboxed('bubblewrap is not installed.', 'Install it: sudo apt-get install bubblewrap');
  }
  const policy = await policyOf(bubblewrap, options);
  const complaint = await tryOut(wrap(['true'], policy));
  if (complaint !== null) {
    return unsandboxed(`bubblewrap can't be used here: ${complaint}`, fixOf(complaint));
  }
  return {
    report: { kind: 'bubblewrap' },
    wrap: (argv, network) => wrap(argv, { ...policy, network }),
  };
}

function unsandboxed(reason: string, fix?: string): Sandbox {
  return {
    report: { kind: 'none', reason, ...(fix === undefined ? {} : { fix }) },
    wrap: (argv) => [...argv],
  };
}

/** The first executable of that name in the folders of `PATH`. */
export async function findProgram(name: string, searchPath: string | undefined): Promise<string | null> {
  for (const folder of (searchPath ?? '').split(path.delimiter).filter((part) => path.isAbsolute(part))) {
    const file = path.join(folder, name);
    try {
      await fs.access(file, constants.X_OK);
      return file;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) {
        throw error;
      }
    }
  }
  return null;
}

async function policyOf(bubblewrap: string, options: SandboxOptions): Promise<SandboxPolicy> {
  const worktree = await fs.realpath(options.worktree);
  const home = options.env['HOME'];
  const ofHome = home === undefined ? [] : secretsOfHome.map((name) => path.join(home, name));
  const hidden = await look([...ofHome, ...secretsOfSystem, ...options.hidden]);
  const readOnly = await look([...options.readOnly, path.join(worktree, '.git')]);
  return {
    bubblewrap,
    worktree,
    readOnly: readOnly.map((found) => found.path),
    hiddenFolders: hidden.filter((found) => found.isFolder).map((found) => found.path),
    hiddenFiles: hidden.filter((found) => !found.isFolder).map((found) => found.path),
    network: false,
  };
}

/** The real paths of those that exist, each once. */
async function look(paths: readonly string[]): Promise<{ path: string; isFolder: boolean }[]> {
  const found = new Map<string, { path: string; isFolder: boolean }>();
  for (const candidate of paths) {
    try {
      const real = await fs.realpath(candidate);
      found.set(real, { path: real, isFolder: (await fs.stat(real)).isDirectory() });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) {
        throw error;
      }
    }
  }
  return [...found.values()];
}

/** What the program complained about; null when it worked. */
function tryOut([program = '', ...argv]: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, argv, { timeout: probeMs, env: {}, killSignal: 'SIGKILL' }, (error, _stdout, stderr) => {
      const complaint =
        stderr
          .trim()
          .split('\n')
          .at(-1)
          ?.replace(/^bwrap: /, '') ?? '';
      resolve(error === null ? null : (complaint === '' ? error.message : complaint).slice(0, 300));
    });
  });
}

function fixOf(complaint: string): string | undefined {
  return /namespace|uid map|not permitted|denied|setting up/i.test(complaint)
    ? 'Allow user namespaces for bubblewrap: on Ubuntu 24.04 with an AppArmor profile for bwrap, in a container by its security options.'
    : undefined;
}
