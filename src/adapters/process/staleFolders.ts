import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { isRunning } from '../../core/isRunning';

/**
 * Removes the folders `<prefix><process id>-…` of processes that have ended. Those of other people, and what can't be
 * removed, are left. Never throws for them.
 */
export async function removeStaleFolders(parent: string, prefix: string): Promise<void> {
  const names = await fs.readdir(parent);
  for (const name of names.filter((each) => each.startsWith(prefix))) {
    const [, pid] = /^(\d+)-/.exec(name.slice(prefix.length)) ?? [];
    const folder = path.join(parent, name);
    if (pid !== undefined && !isRunning(() => process.kill(Number(pid), 0)) && (await isOurs(folder))) {
      await fs.rm(folder, { recursive: true, force: true });
    }
  }
}

/** A link is nobody's folder. */
async function isOurs(folder: string): Promise<boolean> {
  try {
    const stats = await fs.lstat(folder);
    return stats.isDirectory() && stats.uid === process.getuid?.();
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      return false;
    }
    throw error;
  }
}
