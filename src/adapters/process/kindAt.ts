import * as fs from 'node:fs';
import type { Obstacle } from '../../core/files/obstacle';

/** What is at a path itself, without following a link; null where nothing is. */
export function kindAt(at: string): Obstacle['kind'] | null {
  const stats = look(at);
  if (stats === undefined) {
    return null;
  }
  return stats.isSymbolicLink() ? 'link' : stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'other';
}

export function look(at: string): fs.Stats | undefined {
  try {
    return fs.lstatSync(at, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') {
      return undefined;
    }
    throw error;
  }
}
