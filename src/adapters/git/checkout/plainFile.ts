import * as fs from 'node:fs';
import { dirname, join } from 'node:path';

/** A file whose bytes git stores as they are, whatever line ends it is told to convert. */
interface PlainFile {
  bytes: Buffer;
  isExecutable: boolean;
}

const maxBytes = 8 * 1024 * 1024;
const carriageReturn = 0x0d;

/**
 * Reads a file of a worktree, `worktree` being a real path. `gone` when nothing is there; null when it is not a plain
 * file at exactly this place, is large, or holds a carriage return, which git may convert.
 */
export function readPlainFile(worktree: string, path: string): PlainFile | 'gone' | null {
  const file = join(worktree, path);
  try {
    if (fs.realpathSync.native(dirname(file)) !== dirname(file)) {
      return null;
    }
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
    const descriptor = fs.openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const stats = fs.fstatSync(descriptor);
      if (!stats.isFile() || stats.size > maxBytes) {
        return null;
      }
      const bytes = fs.readFileSync(descriptor);
      return bytes.includes(carriageReturn) ? null : { bytes, isExecutable: (stats.mode & 0o100) !== 0 };
    } finally {
      fs.closeSync(descriptor);
    }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'gone' : null;
  }
}
