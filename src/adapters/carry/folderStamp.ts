import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { Pool } from './pool';

const parallel = 16;

/**
 * The size of a folder of a checkout, and a digest that changes when any file, link or right in it does: by names,
 * kinds, sizes and times of change, as far as those tell. Null for one that is not there, or whose copy elsewhere would
 * lead back into the checkout because an absolute link in it does.
 */
export async function folderStamp(
  root: string,
  inside: string,
  signal: AbortSignal,
): Promise<{ digest: string; bytes: number } | null> {
  const pool = new Pool(parallel, signal);
  const lines: string[] = [];
  let [bytes, isBound] = [0, false];
  const look = async (at: string): Promise<void> => {
    const stats = await fs.lstat(path.join(root, at));
    const link = stats.isSymbolicLink() ? await fs.readlink(path.join(root, at)) : '';
    isBound ||= path.isAbsolute(link) && `${path.normalize(link)}/`.startsWith(`${root}/`);
    if (stats.isDirectory()) {
      const names = await fs.readdir(path.join(root, at));
      names.forEach((name) => pool.add(() => look(`${at}/${name}`)));
      lines.push(`${at}\0${stats.mode}`);
    } else {
      bytes += stats.size;
      lines.push([at, stats.mode, stats.size, stats.mtimeMs, link].join('\0'));
    }
  };
  try {
    await pool.run(() => look(inside.replace(/\/$/, '')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && !signal.aborted) {
      return null;
    }
    throw error;
  }
  const digest = createHash('sha256').update(lines.sort().join('\0\0')).digest('hex');
  return isBound ? null : { digest, bytes };
}
