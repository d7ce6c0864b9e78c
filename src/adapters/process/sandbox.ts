import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { openBubblewrap } from './bubblewrap';
import { type Sandbox, type SandboxOptions, type SandboxSystem, unsandboxed } from './sandboxOptions';
import { openSeatbelt } from './seatbelt';

const thisSystem: SandboxSystem = { platform: process.platform, seatbelt: '/usr/bin/sandbox-exec' };

/**
 * Fails closed: where the system's sandbox can't be started, or what is started in it gets out, there is none, so commands
 * ask. The self-test is made once in a process for the same hidden places, not for each worktree.
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { platform, seatbelt } = options.system ?? thisSystem;
  if (options.isolation === 'none') {
    return unsandboxed('The sandbox is turned off for this task.');
  }
  if (platform === 'darwin') {
    return await openSeatbelt(seatbelt, options);
  }
  if (platform !== 'linux') {
    return unsandboxed('There is a sandbox for Linux and macOS only.');
  }
  const bubblewrap = await findProgram('bwrap', options.env['PATH']);
  return bubblewrap === null
    ? unsandboxed('bubblewrap is not installed.', 'Install it: sudo apt-get install bubblewrap')
    : await openBubblewrap(bubblewrap, options);
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
