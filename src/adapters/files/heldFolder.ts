import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { PathError } from '../../core/errors';
import { unlessAbsent } from './diskProbe';

/**
 * A folder below a worktree that stays the same one while it is used, whatever is renamed meanwhile. On Linux it is held
 * open and entered name by name without following links; elsewhere it is its path, as it was when it was looked at.
 */
export interface HeldFolder {
  /** Stands for the folder in the path of a file in it. */
  readonly path: string;
  close(): Promise<void>;
}

const isLinux = process.platform === 'linux';

/** Opens `names` below `root`; folders that are missing are made when `create` is set, else it fails with `missing`. */
export async function holdFolder(root: string, names: readonly string[], create: boolean): Promise<HeldFolder> {
  if (!isLinux) {
    const folder = path.join(root, ...names);
    await (create ? fs.mkdir(folder, { recursive: true }) : fs.access(folder));
    return { path: folder, close: () => Promise.resolve() };
  }
  let handle = await openFolder(root, root);
  for (const name of names) {
    const parent = handle;
    try {
      handle = await enter(parent, name, create);
    } finally {
      await parent.close();
    }
  }
  return { path: pathOf(handle), close: () => handle.close() };
}

async function enter(parent: fs.FileHandle, name: string, create: boolean): Promise<fs.FileHandle> {
  const child = `${pathOf(parent)}/${name}`;
  if (create) {
    await madeFolder(child);
  }
  return await openFolder(child, name);
}

async function madeFolder(folder: string): Promise<void> {
  try {
    await fs.mkdir(folder);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') {
      throw error;
    }
  }
}

async function openFolder(folder: string, name: string): Promise<fs.FileHandle> {
  try {
    return await fs.open(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR' || codeOf(error) === 'ELOOP') {
      throw new PathError('not-regular', `"${name}" is not a folder any more; nothing was changed.`, { cause: error });
    }
    if (codeOf(error) === 'ENOENT') {
      throw new PathError('missing', `"${name}" does not exist.`, { cause: error });
    }
    throw error;
  }
}

/** Where the kernel shows an open file; for a folder it can be gone through like a path. */
function pathOf(handle: fs.FileHandle): string {
  return `/proc/self/fd/${handle.fd}`;
}

/**
 * Opens a regular file for reading at a path that was found to be inside `root`. A device or a pipe is never waited for,
 * and a path that leads elsewhere by now fails with `outside`.
 */
export async function openRegular(root: string, absolute: string): Promise<fs.FileHandle> {
  const flags = isLinux ? constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK : constants.O_RDONLY;
  const handle = await unlessAbsent(fs.open(absolute, flags));
  if (handle === null) {
    throw new PathError('missing', 'The file is not there any more.');
  }
  try {
    const isRegular = (await handle.stat()).isFile();
    const real = isLinux ? await fs.readlink(pathOf(handle)) : absolute;
    if (!isRegular || !`${real}/`.startsWith(`${root}/`)) {
      throw new PathError(isRegular ? 'outside' : 'not-regular', 'The path leads to something else by now.');
    }
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
