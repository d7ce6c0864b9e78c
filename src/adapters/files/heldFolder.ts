import * as fs from 'node:fs';
import * as path from 'node:path';
import { PathError } from '../../core/errors';
import { lookUnlessAbsent } from './diskProbe';

/**
 * A folder below a worktree that stays the same one while it is used, whatever is renamed meanwhile. On Linux it is held
 * open and entered name by name without following links; elsewhere it is its path, as it was when it was looked at.
 */
export interface HeldFolder {
  /** Stands for the folder in the path of a file in it. */
  readonly path: string;
  close(): void;
}

const isLinux = process.platform === 'linux';

/** Opens `names` below `root`; folders that are missing are made when `create` is set, else it fails with `missing`. */
export function holdFolder(root: string, names: readonly string[], create: boolean): HeldFolder {
  if (!isLinux) {
    const folder = path.join(root, ...names);
    if (create) {
      fs.mkdirSync(folder, { recursive: true });
    } else {
      fs.accessSync(folder);
    }
    return { path: folder, close: () => undefined };
  }
  let folder = openFolder(root, root);
  for (const name of names) {
    const parent = folder;
    try {
      folder = enter(parent, name, create);
    } finally {
      fs.closeSync(parent);
    }
  }
  return { path: pathOf(folder), close: () => fs.closeSync(folder) };
}

function enter(parent: number, name: string, create: boolean): number {
  const child = `${pathOf(parent)}/${name}`;
  if (create && !fs.existsSync(child)) {
    makeFolder(child);
  }
  return openFolder(child, name);
}

function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') {
      throw error;
    }
  }
}

function openFolder(folder: string, name: string): number {
  try {
    return fs.openSync(folder, fs.constants.O_RDONLY | fs.constants.O_DIRECTORY | fs.constants.O_NOFOLLOW);
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
function pathOf(descriptor: number): string {
  return `/proc/self/fd/${descriptor}`;
}

/**
 * Opens a regular file for reading at a path that was found to be inside `root`, and returns its descriptor. A device or
 * a pipe is never waited for, and a path that leads elsewhere by now fails with `outside`.
 */
export function openRegular(root: string, absolute: string): number {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
  const flags = process.platform === 'win32' ? O_RDONLY : O_RDONLY | O_NOFOLLOW | O_NONBLOCK;
  const file = lookUnlessAbsent(() => fs.openSync(absolute, flags));
  if (file === null) {
    throw new PathError('missing', 'The file is not there any more.');
  }
  try {
    const isRegular = fs.fstatSync(file).isFile();
    const real = isLinux ? fs.readlinkSync(pathOf(file)) : absolute;
    if (!isRegular || !`${real}/`.startsWith(`${root}/`)) {
      throw new PathError(isRegular ? 'outside' : 'not-regular', 'The path leads to something else by now.');
    }
    return file;
  } catch (error) {
    fs.closeSync(file);
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
