import * as fs from 'node:fs';
import type { PathProbe } from '../../core/files/paths';

/** Answers about a path that is not there, or through something that is no folder. */
const absent = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG']);

/** A look at a local disk takes microseconds; a way through the thread pool for it takes longer than the look. */
export const diskProbe: PathProbe = {
  kindOf(absolute) {
    const stats = lstatUnlessAbsent(absolute);
    if (stats === null) {
      return Promise.resolve(null);
    }
    if (stats.isSymbolicLink()) {
      return Promise.resolve('symlink');
    }
    if (stats.isDirectory()) {
      return Promise.resolve('directory');
    }
    return Promise.resolve(stats.isFile() ? 'file' : 'other');
  },
  realPath(absolute) {
    return Promise.resolve(lookUnlessAbsent(() => fs.realpathSync.native(absolute)));
  },
};

/** The result, or null where nothing is. */
export async function unlessAbsent<T>(looking: Promise<T>): Promise<T | null> {
  try {
    return await looking;
  } catch (error) {
    return nullIfAbsent(error);
  }
}

/** Of the path itself, without following a link. That nothing is there, the usual answer, makes no error. */
export function lstatUnlessAbsent(path: string): fs.Stats | null {
  return lookUnlessAbsent(() => fs.lstatSync(path, { throwIfNoEntry: false }) ?? null);
}

/** As `unlessAbsent`, of a look that does not wait. */
export function lookUnlessAbsent<T>(look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    return nullIfAbsent(error);
  }
}

function nullIfAbsent(error: unknown): null {
  if (error instanceof Error && 'code' in error && absent.has(String(error.code))) {
    return null;
  }
  throw error;
}
