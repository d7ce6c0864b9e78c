import { constants, type Dirent, lstatSync, type Stats } from 'node:fs';
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  realpath,
  rm,
  symlink,
  unlink,
  utimes,
} from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { holdsSecrets, isDependencies } from '../../core/files/carryPlan';
import { kindOf, type Obstacle, obstacleText, obstacleTo } from '../../core/files/obstacle';
import type { FileCarrier } from '../../core/worktrees/gitPorts';
import type { Carried } from '../../protocol';
import { folderSize } from './folderSize';
import { Pool } from './pool';

const parallel = 16;
const maxTextBytes = 1024 * 1024;

interface Copy {
  /** Tops of both checkouts; links are judged by them. */
  fromRoot: string;
  toRoot: string;
  source: string;
  target: string;
  /** Others may not read what may hold a secret. */
  keepsSecrets: boolean;
  /** What is not copied, below `source`. */
  without: ReadonlySet<string>;
}

interface Counts {
  bytes: number;
  /** What could not be read or is no file, folder or link. */
  skipped: number;
}

export class DiskCarrier implements FileCarrier {
  async carry(
    from: string,
    to: string,
    paths: string[],
    options: Parameters<FileCarrier['carry']>[3],
  ): Promise<Carried[]> {
    const carried: Carried[] = [];
    const without = new Set((options.without ?? []).map((path) => join(from, path)));
    let before = 0;
    for (const path of paths) {
      const taken = takenPlace(join(from, path), to, path);
      if (taken !== null) {
        carried.push({ path, how: 'left', bytes: 0, reason: obstacleText(taken) });
        continue;
      }
      const counts: Counts = { bytes: 0, skipped: 0 };
      const pool = new Pool(parallel, options.signal);
      const ends = { source: join(from, path), target: join(to, path) };
      const copy = { fromRoot: from, toRoot: to, ...ends, without, keepsSecrets: !isDependencies(path) };
      const start = before;
      await mkdir(dirname(copy.target), { recursive: true });
      await pool.run(() =>
        copyEntry(copy, pool, (change) => {
          counts.bytes += change.bytes;
          counts.skipped += change.skipped;
          options.onProgress(start + counts.bytes, path);
        }),
      );
      before += counts.bytes;
      carried.push({
        path,
        how: 'copied',
        bytes: counts.bytes,
        ...(counts.skipped === 0 ? {} : { reason: skippedReason(counts.skipped) }),
      });
    }
    return carried;
  }

  size(path: string, limit: number): Promise<number> {
    return folderSize(path, limit);
  }

  async filesBelow(path: string, limit: number): Promise<string[]> {
    const files: string[] = [];
    const folders = [''];
    for (let folder = folders.shift(); folder !== undefined && files.length < limit; folder = folders.shift()) {
      for (const entry of await entriesOf(join(path, folder))) {
        const inside = folder === '' ? entry.name : `${folder}/${entry.name}`;
        (entry.isDirectory() ? folders : files).push(inside);
      }
    }
    return files.slice(0, limit);
  }

  /** Follows no link, and opens folders that were closed to their owner. */
  async removeTree(path: string): Promise<void> {
    const options = { recursive: true, force: true, maxRetries: 5 };
    try {
      await rm(path, options);
    } catch (error) {
      if (!['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) {
        throw error;
      }
      await openFolders(path);
      await rm(path, options);
    }
  }

  realPath(path: string): Promise<string> {
    return realpath(path);
  }

  obstacle(root: string, place: string): Promise<Obstacle | null> {
    return Promise.resolve(obstacleIn(root, place));
  }

  async readText(path: string): Promise<string | null> {
    try {
      const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(maxTextBytes), 0, maxTextBytes, 0);
        return buffer.toString('utf8', 0, bytesRead);
      } finally {
        await file.close();
      }
    } catch (error) {
      if (['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) {
        return null;
      }
      throw error;
    }
  }
}

function skippedReason(count: number): string {
  return count === 1 ? '1 entry could not be copied' : `${count} entries could not be copied`;
}

/** What a copy can't take the place of: all but a file for a file, and a folder for a folder. */
function takenPlace(source: string, root: string, place: string): Obstacle | null {
  const isFolder = look(source)?.isDirectory() === true;
  const inside = withoutSlash(place);
  const found = obstacleIn(root, isFolder ? `${inside}/` : inside);
  return found?.kind === 'file' && found.path === inside && !isFolder ? null : found;
}

function obstacleIn(root: string, place: string): Obstacle | null {
  return obstacleTo(place, (path) => {
    const stats = look(join(root, path));
    return stats === null ? null : kindOf(stats);
  });
}

/** At once, because there are few: of a path that is to be copied, and where it is to go. */
function look(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch (error) {
    return missing(error);
  }
}

function withoutSlash(path: string): string {
  return path.replace(/[/\\]+$/, '');
}

async function copyEntry(copy: Copy, pool: Pool, onCopied: (change: Counts) => void): Promise<void> {
  const stats = await lstatOrNull(copy.source);
  if (stats?.isDirectory() === true) {
    if (!(await makeFolder(copy.target, (stats.mode & 0o777) | 0o700))) {
      onCopied({ bytes: 0, skipped: 1 });
      return;
    }
    for (const { name } of await entriesOf(copy.source)) {
      const inner = { ...copy, source: join(copy.source, name), target: join(copy.target, name) };
      if (!copy.without.has(inner.source)) {
        pool.add(() => copyEntry(inner, pool, onCopied));
      }
    }
  } else {
    onCopied(await copyLeaf(copy, stats));
  }
}

/** False where something else stands there. */
async function makeFolder(target: string, mode: number): Promise<boolean> {
  try {
    await mkdir(target, { mode });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
    return (await lstatOrNull(target))?.isDirectory() === true;
  }
}

/** In the place of a plain file too, but of nothing else. */
async function copyPlain(source: string, target: string): Promise<void> {
  try {
    await copyFile(source, target, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  } catch (error) {
    const isPlain =
      (error as NodeJS.ErrnoException).code === 'EEXIST' && (await lstatOrNull(target))?.isFile() === true;
    if (!isPlain) {
      throw error;
    }
    await copyFile(source, target, constants.COPYFILE_FICLONE);
  }
}

async function copyLeaf(copy: Copy, stats: Stats | null): Promise<Counts> {
  try {
    if (stats?.isSymbolicLink() === true) {
      await copyLink(copy);
      return { bytes: 0, skipped: 0 };
    }
    if (stats?.isFile() === true) {
      await copyPlain(copy.source, copy.target);
      await utimes(copy.target, stats.atime, stats.mtime);
      if (copy.keepsSecrets && holdsSecrets(relative(copy.toRoot, copy.target))) {
        await chmod(copy.target, stats.mode & 0o600);
      }
      return { bytes: stats.size, skipped: 0 };
    }
  } catch (error) {
    if (!['EACCES', 'EPERM', 'ENOENT', 'EEXIST', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      throw error;
    }
  }
  return { bytes: 0, skipped: 1 };
}

/** A link inside the checkout leads to the same place of the worktree, one that leads out to where it always led. */
async function copyLink({ fromRoot, toRoot, source, target }: Copy): Promise<void> {
  const link = await readlink(source);
  const lands = resolve(dirname(source), link);
  const staysInside = isInside(fromRoot, lands);
  const kept = isAbsolute(link)
    ? staysInside
      ? join(toRoot, relative(fromRoot, lands))
      : link
    : staysInside
      ? link
      : lands;
  if ((await lstatOrNull(target)) !== null) {
    await unlink(target);
  }
  await symlink(kept, target);
}

function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

async function openFolders(path: string): Promise<void> {
  const stats = await lstatOrNull(path);
  if (stats?.isDirectory() === true) {
    await chmod(path, 0o700);
    for (const { name } of await entriesOf(path)) {
      await openFolders(join(path, name));
    }
  }
}

/** Empty for a folder that is gone or closed to us. */
async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      return [];
    }
    throw error;
  }
}

async function lstatOrNull(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    return missing(error);
  }
}

function missing(error: unknown): null {
  if (['ENOENT', 'ENOTDIR', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) {
    return null;
  }
  throw error;
}
