import { access, constants, readFile } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { GitProcess } from '../process/gitProcess';

/** Where git's own programs are, which it finds before those of the PATH. */
const ownFolders = new WeakMap<GitProcess, Promise<string>>();

/** Whether git finds Git LFS: looked at anew each time, because it may be installed meanwhile. */
export async function findsLargeFileProgram(process_: GitProcess): Promise<boolean> {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  const names = process.platform === 'win32' ? ['git-lfs.exe'] : ['git-lfs'];
  for (const folder of [...folders, await ownFolder(process_)]) {
    for (const name of names) {
      if (await canRun(join(folder, name))) {
        return true;
      }
    }
  }
  return false;
}

/** Whether files of a checkout are kept by Git LFS, as the attributes at its top say. */
export async function hasLargeFiles(root: string): Promise<boolean> {
  try {
    return /\bfilter=lfs\b/.test(await readFile(join(root, '.gitattributes'), 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      return false;
    }
    throw error;
  }
}

function ownFolder(process_: GitProcess): Promise<string> {
  const known =
    ownFolders.get(process_) ?? process_.run({ args: ['--exec-path'] }).then(({ stdout }) => stdout.toString().trim());
  ownFolders.set(process_, known);
  return known;
}

async function canRun(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      return false;
    }
    throw error;
  }
}
