import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { ProcessError } from '../../core/errors';
import type { EffectPreview, PreviewedFile } from '../../core/previewPorts';
import { previewedFile } from './overlayDifferences';

/** More than this is not copied for a look at what a command would change. */
export interface CopyBounds {
  entries: number;
  bytes: number;
}

export const usualBounds: CopyBounds = { entries: 50_000, bytes: 500 * 1024 * 1024 };
const maxFiles = 500;

/**
 * Copies folders, no two of which hold the same file, into one: files, folders and links with their modes and times; devices and pipes are left out. Throws
 * `ProcessError('sandbox')` where there is more than the bounds allow. Blocks are shared where the disk can do that.
 */
export async function copyWorktree(roots: readonly string[], to: string, bounds: CopyBounds): Promise<void> {
  let [entries, bytes] = [0, 0];
  const all = roots.map((from) => ({ from, folder: '' }));
  for (const { from, folder } of all) {
    await fs.mkdir(path.join(to, folder), { recursive: true });
    for (const { name } of await fs.readdir(path.join(from, folder), { withFileTypes: true })) {
      const file = path.join(folder, name);
      const stats = await fs.lstat(path.join(from, file));
      entries += 1;
      bytes += stats.isFile() ? stats.size : 0;
      if (entries > bounds.entries || bytes > bounds.bytes) {
        throw tooLarge(bounds);
      }
      if (stats.isDirectory()) {
        all.push({ from, folder: file });
      } else if (stats.isSymbolicLink()) {
        await fs.symlink(await fs.readlink(path.join(from, file)), path.join(to, file));
      } else if (stats.isFile()) {
        await fs.copyFile(path.join(from, file), path.join(to, file), constants.COPYFILE_FICLONE);
        await fs.utimes(path.join(to, file), stats.atimeMs / 1000, stats.mtimeMs / 1000);
      }
    }
  }
}

function tooLarge({ entries, bytes }: CopyBounds): ProcessError {
  const most = `${entries} files or ${Math.round(bytes / 1024 / 1024)} MB`;
  return new ProcessError(
    'sandbox',
    `What it would change can't be shown here: no overlay can be had, and the worktree holds more than ${most}, too much for a copy.`,
    { hint: 'Deny it, or look at its text only.' },
  );
}

/** What differs between folders and the copy of them, one over the other, after a command ran on the copy. */
export async function copyDifferences(
  roots: readonly string[],
  copy: string,
): Promise<Pick<EffectPreview, 'files' | 'isCut'>> {
  const [after, ...each] = await Promise.all([copy, ...roots].map(marksIn));
  const before = new Map(each.reverse().flatMap((marks) => [...marks]));
  const names = [...new Set([...before.keys(), ...(after?.keys() ?? [])])].sort();
  const changed = names.filter((name) => before.get(name) !== after?.get(name));
  const files: PreviewedFile[] = [];
  for (const file of changed) {
    const kind = !before.has(file) ? 'added' : after?.has(file) === true ? 'modified' : 'deleted';
    const previewed =
      files.length < maxFiles ? await previewedFile({ before: roots, upper: copy }, { kind, file }) : null;
    files.push(...(previewed === null ? [] : [previewed]));
  }
  return { files, isCut: changed.length > maxFiles };
}

/** Of every file and link below: differs where it may have been changed. A copied time is true to the millisecond only. */
async function marksIn(root: string): Promise<Map<string, string>> {
  const marks = new Map<string, string>();
  const folders = [''];
  for (const folder of folders) {
    for (const { name } of await fs.readdir(path.join(root, folder), { withFileTypes: true })) {
      const file = path.join(folder, name);
      const stats = await fs.lstat(path.join(root, file));
      if (stats.isDirectory()) {
        folders.push(file);
      } else if (stats.isSymbolicLink()) {
        marks.set(file, await fs.readlink(path.join(root, file)));
      } else if (stats.isFile()) {
        marks.set(file, `${stats.mode} ${stats.size} ${Math.floor(stats.mtimeMs)}`);
      }
    }
  }
  return marks;
}
