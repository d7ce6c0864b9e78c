import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Search {
  isWanted(path: string): boolean;
  /** Folders that are not looked into. */
  isClosed(path: string): boolean;
  /** Only what was changed since this time is taken, in milliseconds. */
  sinceMs?: number;
}

const maxFiles = 100;
const maxBytes = 50_000_000;
const maxFolders = 20_000;

/** Files below a folder with their text. Links are not followed. */
export async function writtenBelow(folder: string, search: Search): Promise<{ path: string; text: string }[]> {
  const found: { path: string; text: string }[] = [];
  const folders = [''];
  for (let seen = 0; folders.length > 0 && seen < maxFolders && found.length < maxFiles; seen += 1) {
    const inside = folders.shift() ?? '';
    const entries = await readdir(join(folder, inside), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = `${inside}${entry.name}`;
      if (entry.isDirectory() && entry.name !== 'node_modules' && !search.isClosed(path)) {
        folders.push(`${path}/`);
      } else if (entry.isFile() && search.isWanted(path)) {
        found.push(...(await readNew(folder, path, search)));
      }
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function readNew(
  folder: string,
  path: string,
  { sinceMs = 0 }: Search,
): Promise<{ path: string; text: string }[]> {
  const { size, ctimeMs } = await lstat(join(folder, path));
  return size > maxBytes || ctimeMs < sinceMs ? [] : [{ path, text: await readFile(join(folder, path), 'utf8') }];
}
