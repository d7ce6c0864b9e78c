import * as fs from 'node:fs/promises';
import * as path from 'node:path';

/** Bytes that may still be written at a place, also when its folder does not exist yet. */
export async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await fs.statfs(folder);
    return bavail * bsize;
  } catch (error) {
    const parent = path.dirname(folder);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && parent !== folder) {
      return freeBytes(parent);
    }
    throw error;
  }
}
