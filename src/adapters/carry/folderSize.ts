import * as fs from 'node:fs';
import * as path from 'node:path';
import { Slices } from './slices';

/** Bytes of the files at or below a path, counted up to `limit`; links are not followed. 0 for what is not there or closed. */
export async function folderSize(top: string, limit: number): Promise<number> {
  const slices = new Slices();
  let bytes = 0;
  for (const size of sizesBelow(top)) {
    bytes += size;
    if (bytes >= limit) {
      break;
    }
    if (slices.isOver) {
      await slices.next();
    }
  }
  return bytes;
}

function* sizesBelow(top: string): Generator<number> {
  const stats = lookAt(top);
  const folders = stats?.isDirectory() === true ? [top] : [];
  if (stats?.isFile() === true) {
    yield stats.size;
  }
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of entriesOf(folder)) {
      const at = path.join(folder, entry.name);
      if (entry.isDirectory()) {
        folders.push(at);
      } else if (entry.isFile()) {
        yield lookAt(at)?.size ?? 0;
      }
    }
  }
}

function lookAt(at: string): fs.Stats | null {
  try {
    return fs.lstatSync(at);
  } catch (error) {
    return ignoreClosed(error, null);
  }
}

function entriesOf(folder: string): fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    return ignoreClosed(error, []);
  }
}

function ignoreClosed<T>(error: unknown, instead: T): T {
  if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) {
    return instead;
  }
  throw error;
}
