import * as fs from 'node:fs';
import { kindOf, type Obstacle } from '../../core/files/obstacle';

/** What is at a path itself, without following a link; null where nothing is. */
export function kindAt(at: string): Obstacle['kind'] | null {
  const stats = look(at);
  return stats === undefined ? null : kindOf(stats);
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
