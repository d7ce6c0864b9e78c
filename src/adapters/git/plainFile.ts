import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
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
export async function readPlainFile(worktree: string, path: string): Promise<PlainFile | 'gone' | null> {
  const file = join(worktree, path);
  try {
    if ((await realpath(dirname(file))) !== dirname(file)) {
      return null;
    }
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stats = await handle.stat();
      if (!stats.isFile() || stats.size > maxBytes) {
        return null;
      }
      const bytes = await handle.readFile();
      return bytes.includes(carriageReturn) ? null : { bytes, isExecutable: (stats.mode & 0o100) !== 0 };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'gone' : null;
  }
}
