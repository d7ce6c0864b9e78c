import { hash } from 'node:crypto';
import { closeSync, openSync, readlinkSync, readSync, type Stats } from 'node:fs';

/** What is longer is read by git alone, so that nothing here takes long. */
const mostBytes = 1024 * 1024;
/** For most files, which are looked at one after the other: memory of its own for each is collected for longer than the hash takes. */
const usualRoom = Buffer.allocUnsafe(64 * 1024);

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
    const blob = isLink ? blobOf(readlinkSync(path, { encoding: 'buffer' })) : readBlob(path, stats.size);
    const object = hash(likeName.length === 64 ? 'sha256' : 'sha1', blob);
    return `${isLink ? '120000' : (stats.mode & 0o100) === 0 ? '100644' : '100755'} ${object}`;
  } catch {
    // It may be gone by now; git says what it finds.
    return null;
  }
}

function blobOf(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]);
}

/** Good until the next file is read. Without asking for the size again: throws when it is not `size` any more. */
function readBlob(path: string, size: number): Buffer {
  const header = `blob ${size}\0`;
  const room = header.length + size + 1;
  const blob = room <= usualRoom.length ? usualRoom : Buffer.allocUnsafe(room);
  blob.write(header, 'latin1');
  const file = openSync(path, 'r');
  try {
    if (readSync(file, blob, header.length, size + 1, null) !== size) {
      throw new Error('The file has changed.');
    }
    return blob.subarray(0, header.length + size);
  } finally {
    closeSync(file);
  }
}
