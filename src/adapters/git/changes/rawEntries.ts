import { createHash } from 'node:crypto';
import { closeSync, openSync, readlinkSync, readSync, type Stats } from 'node:fs';

/** What is longer is read by git alone, so that nothing here takes long. */
const mostBytes = 1024 * 1024;

/**
 * `mode object` as git would name what stands there if it converted nothing; null for what is too large to tell at once or
 * can no longer be read. `likeName`: an object name of the repository, for its kind of hash.
 */
export function rawEntry(path: string, stats: Stats, likeName: string): string | null {
  if (stats.size > mostBytes) {
    return null;
  }
  try {
    const isLink = stats.isSymbolicLink();
    const bytes = isLink ? readlinkSync(path, { encoding: 'buffer' }) : readWhole(path, stats.size);
    const hash = createHash(likeName.length === 64 ? 'sha256' : 'sha1');
    const object = hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
    return `${isLink ? '120000' : (stats.mode & 0o100) === 0 ? '100644' : '100755'} ${object}`;
  } catch {
    // It may be gone by now; git says what it finds.
    return null;
  }
}

/** Without asking for the size again. Throws when it is not `size` any more. */
function readWhole(path: string, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size + 1);
  const file = openSync(path, 'r');
  try {
    if (readSync(file, bytes) !== size) {
      throw new Error('The file has changed.');
    }
    return bytes.subarray(0, size);
  } finally {
    closeSync(file);
  }
}
