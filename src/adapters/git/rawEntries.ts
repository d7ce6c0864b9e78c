import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync, type Stats } from 'node:fs';

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
    const bytes = isLink ? readlinkSync(path, { encoding: 'buffer' }) : readFileSync(path);
    const hash = createHash(likeName.length === 64 ? 'sha256' : 'sha1');
    const object = hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
    return `${isLink ? '120000' : (stats.mode & 0o100) === 0 ? '100644' : '100755'} ${object}`;
  } catch {
    // It may be gone by now; git says what it finds.
    return null;
  }
}
