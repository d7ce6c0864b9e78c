import { lstatSync, type Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { posix } from 'node:path';

/** What stands at a path of a checkout. `blocked`: something special, or a link on the way to it. */
export type Standing =
  | { kind: 'absent' }
  | { kind: 'folder' }
  | { kind: 'blocked' }
  | { kind: 'file'; stats: Stats }
  | { kind: 'link'; stats: Stats };

/** Looks at many paths of one checkout, at each folder on the way only once: for a moment, not to be kept. */
export class Standings {
  private readonly folders = new Map<string, Standing['kind']>([['.', 'folder']]);

  constructor(private readonly root: string) {}

  /** Looks name by name, so that no link on the way is followed. */
  look(path: string): Standing {
    const above = this.folder(posix.dirname(path));
    return above === 'folder' ? standingOf(lstatNow(`${this.root}/${path}`)) : { kind: above };
  }

  private folder(path: string): 'folder' | 'absent' | 'blocked' {
    const known = this.folders.get(path) ?? this.lookAtFolder(path);
    this.folders.set(path, known);
    return known === 'folder' || known === 'blocked' ? known : 'absent';
  }

  private lookAtFolder(path: string): Standing['kind'] {
    const above = this.folder(posix.dirname(path));
    const kind = above === 'folder' ? standingOf(lstatNow(`${this.root}/${path}`)).kind : above;
    return kind === 'link' ? 'blocked' : kind;
  }
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
    return absentOr(error);
  }
}

/** As `lstatOrNull`, without a way through the thread pool: for many looks one after the other. */
export function lstatNow(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    return absentOr(error);
  }
}

function absentOr(error: unknown): null {
  if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) {
    return null;
  }
  throw error;
}

/** Whether anything stands there, be it a link that leads nowhere. */
export async function isThere(path: string): Promise<boolean> {
  return (await lstatOrNull(path)) !== null;
}
