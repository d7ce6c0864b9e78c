import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';

/** What stands at a path of a checkout. `blocked`: something special, or a link on the way to it. */
export type Standing =
  | { kind: 'absent' }
  | { kind: 'folder' }
  | { kind: 'blocked' }
  | { kind: 'file'; stats: Stats }
  | { kind: 'link'; stats: Stats };

/** Looks name by name, so that no link on the way is followed. */
export async function lookAt(root: string, path: string): Promise<Standing> {
  const names = path.split('/');
  for (let length = 1; length < names.length; length += 1) {
    const stats = await lstatOrNull(join(root, ...names.slice(0, length)));
    if (stats === null || stats.isFile()) {
      return { kind: 'absent' };
    }
    if (!stats.isDirectory()) {
      return { kind: 'blocked' };
    }
  }
  return standingOf(await lstatOrNull(join(root, path)));
}

function standingOf(stats: Stats | null): Standing {
  if (stats === null) {
    return { kind: 'absent' };
  }
  if (stats.isFile()) {
    return { kind: 'file', stats };
  }
  if (stats.isSymbolicLink()) {
    return { kind: 'link', stats };
  }
  return { kind: stats.isDirectory() ? 'folder' : 'blocked' };
}

export async function lstatOrNull(path: string | Buffer): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      return null;
    }
    throw error;
  }
}

/** Whether anything stands there, be it a link that leads nowhere. */
export async function isThere(path: string): Promise<boolean> {
  return (await lstatOrNull(path)) !== null;
}
