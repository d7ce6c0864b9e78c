import * as fs from 'node:fs/promises';
import { sep } from 'node:path';
import { ProcessError } from '../../core/errors';
import { pidsIn } from '../../core/processes/psLines';
import { printed } from './printed';

/**
 * The processes whose working directory is in a folder, but this one; a real path. Of other users' processes nothing is
 * known. Throws where the system does not tell: everywhere but on Linux and macOS.
 */
export async function processesIn(folder: string): Promise<number[]> {
  if (process.platform === 'darwin') {
    const text = await printed('/usr/sbin/lsof', '-a', '-w', '-d', 'cwd', '-u', String(process.getuid?.()), '-F', 'pn');
    if (text === '') {
      throw new ProcessError('not-found', 'lsof does not tell which folders processes are in');
    }
    return pidsIn(text, folder).filter((pid) => pid !== process.pid);
  }
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
