import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Slices } from './slices';

/**
 * The size of a folder of a checkout, and a digest that changes when any file, link or right in it does: by names,
 * kinds, sizes and times of change, as far as those tell. Null for one that is not there, or whose copy elsewhere would
 * lead back into the checkout because an absolute link in it does. Rejects with the signal's reason.
 */
export async function folderStamp(
  root: string,
  inside: string,
  signal: AbortSignal,
): Promise<{ digest: string; bytes: number } | null> {
  const hash = createHash('sha256');
  const folders = [inside.replace(/\/$/, '')];
  const slices = new Slices();
  let bytes = 0;
  try {
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      hash.update(`${folder}\0${fs.lstatSync(path.join(root, folder)).mode}\0`);
      for (const entry of fs.readdirSync(path.join(root, folder), { withFileTypes: true }).sort(byName)) {
        const at = `${folder}/${entry.name}`;
        if (entry.isDirectory()) {
          folders.push(at);
          continue;
        }
        const { mode, size, mtimeMs } = fs.lstatSync(path.join(root, at));
        const link = entry.isSymbolicLink() ? fs.readlinkSync(path.join(root, at)) : '';
        if (path.isAbsolute(link) && `${path.normalize(link)}/`.startsWith(`${root}/`)) {
          return null;
        }
        bytes += size;
        hash.update([at, mode, size, mtimeMs, link, ''].join('\0'));
        if (slices.isOver) {
          await slices.next();
          signal.throwIfAborted();
        }
      }
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && !signal.aborted) {
      return null;
    }
    throw error;
  }
  return { digest: hash.digest('hex'), bytes };
}

function byName(one: fs.Dirent, other: fs.Dirent): number {
  return one.name < other.name ? -1 : 1;
}
