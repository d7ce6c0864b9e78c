import * as fs from 'node:fs/promises';
import type { PathProbe } from '../../core/paths';

/** Answers about a path that is not there, or through something that is no folder. */
const absent = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG']);

export const diskProbe: PathProbe = {
  async kindOf(absolute) {
    const stats = await unlessAbsent(fs.lstat(absolute));
    if (stats === null) {
      return null;
    }
    if (stats.isSymbolicLink()) {
      return 'symlink';
    }
    if (stats.isDirectory()) {
      return 'directory';
    }
    return stats.isFile() ? 'file' : 'other';
  },
  async realPath(absolute) {
    return await unlessAbsent(fs.realpath(absolute));
  },
};

/** The result, or null where nothing is. */
export async function unlessAbsent<T>(looking: Promise<T>): Promise<T | null> {
  try {
    return await looking;
  } catch (error) {
    if (error instanceof Error && 'code' in error && absent.has(String(error.code))) {
      return null;
    }
    throw error;
  }
}
