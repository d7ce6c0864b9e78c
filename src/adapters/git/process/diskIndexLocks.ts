import { execFile } from 'node:child_process';
import { readFile, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { TaskError } from '../../../core/errors';
import type { IndexLock, IndexLocks } from '../../../core/worktrees/faultPorts';
import type { ProcessesIn } from '../../../core/worktrees/worktreeCarePorts';
import { lstatOrNull } from '../checkout/standing';

type Place = Parameters<IndexLocks['find']>[0];

/** Locks of indexes on this disk. A git that holds one works in its checkout, or in a folder of it. */
export class DiskIndexLocks implements IndexLocks {
  constructor(private readonly processesIn: ProcessesIn) {}

  async find({ worktree, gitDir }: Place): Promise<IndexLock | null> {
    const path = join(gitDir, 'index.lock');
    const stats = await lstatOrNull(path);
    if (stats === null) {
      return null;
    }
    return { path, ageMs: Math.max(0, Date.now() - stats.mtimeMs), holders: await this.gitsIn([worktree, gitDir]) };
  }

  async setAside(at: Place, seen: IndexLock): Promise<void> {
    const now = await this.find(at);
    if (now === null) {
      return;
    }
    // One that was made since is younger.
    const isSame = now.path === seen.path && now.ageMs >= seen.ageMs;
    if (!isSame || (now.holders ?? []).length > 0) {
      throw new TaskError('not-possible-now', `${now.path} was left where it is: another git has taken it since.`, {
        hint: 'Wait until it is done.',
      });
    }
    await rename(now.path, `${now.path}.left-${Date.now().toString(36)}`);
  }

  private async gitsIn(folders: readonly string[]): Promise<number[] | null> {
    try {
      const found = new Set((await Promise.all(folders.map((folder) => this.processesIn(folder)))).flat());
      const named = await Promise.all([...found].map(async (pid) => ({ pid, name: await nameOf(pid) })));
      return named.filter(({ name }) => name.startsWith('git')).map(({ pid }) => pid);
    } catch {
      return null;
    }
  }
}

async function nameOf(pid: number): Promise<string> {
  if (process.platform === 'darwin') {
    const asked = promisify(execFile)('/bin/ps', ['-o', 'comm=', '-p', String(pid)]);
    return basename((await asked.catch(() => ({ stdout: '' }))).stdout.trim());
  }
  return await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
}
