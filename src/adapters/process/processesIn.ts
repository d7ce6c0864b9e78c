import * as fs from 'node:fs/promises';
import { sep } from 'node:path';
import { ProcessError } from '../../core/errors';

/**
 * The processes whose working directory is in a folder, but this one; a real path. Of other users' processes nothing is
 * known. Throws where the system does not tell: everywhere but on Linux.
 */
export async function processesIn(folder: string): Promise<number[]> {
  if (process.platform !== 'linux') {
    throw new ProcessError('not-found', 'this system does not tell which folders processes are in');
  }
  const pids = (await fs.readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const found: number[] = [];
  for (const pid of pids) {
    const cwd = await fs.readlink(`/proc/${pid}/cwd`).catch(() => '');
    if (cwd === folder || cwd.startsWith(folder + sep)) {
      found.push(Number(pid));
    }
  }
  return found;
}
