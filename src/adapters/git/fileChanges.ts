import { constants, type Stats } from 'node:fs';
import { chmod, copyFile, mkdir, readlink, rename, rm, rmdir, symlink, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GitError } from '../../core/errors';
import { lstatOrNull } from './standing';

interface Put {
  /** The finished file; it is moved away from there. */
  source: string;
  /** What was seen at the place; null for nothing. */
  expected: Stats | null;
  isExecutable: boolean;
  wasExecutable: boolean;
}

/** Changes files of a folder one by one, each only while it is as it was looked at, and can put all of them back. */
export class FileChanges {
  private readonly root: string;
  private readonly staging: string;
  private readonly undo: (() => Promise<void>)[] = [];

  constructor(root: string, staging: string) {
    this.root = root;
    this.staging = staging;
  }

  /** Also removes the folders that become empty. */
  async remove(name: string, expected: Stats | null): Promise<void> {
    const path = join(this.root, name);
    const kept = await this.keep(name, expected);
    await unlink(path);
    this.undo.push(async () => {
      await mkdir(dirname(path), { recursive: true });
      await kept(path);
    });
    await this.removeEmptyFolders(dirname(path));
  }

  async put(name: string, { source, expected, isExecutable, wasExecutable }: Put): Promise<void> {
    const path = join(this.root, name);
    const made = await mkdir(dirname(path), { recursive: true });
    if (made !== undefined) {
      this.undo.push(() => this.removeFoldersUpTo(dirname(path), made));
    }
    if (expected?.isFile() === true && (await lstatOrNull(source))?.isFile() === true) {
      await chmod(source, modeAfter(expected.mode, isExecutable, wasExecutable));
    }
    const kept = expected === null ? null : await this.keep(name, expected);
    if (kept === null && (await lstatOrNull(path)) !== null) {
      throw changedMeanwhile(name);
    }
    await move(source, path);
    this.undo.push(() => (kept === null ? rm(path, { force: true }) : kept(path)));
  }

  /** The newest change first. A step that fails does not keep the others from being undone; then it throws. */
  async putBack(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.undo.splice(0).reverse()) {
      await step().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) {
      throw new GitError('failed', `Some files could not be put back: ${failures.map(String).join('; ')}`, {
        hint: 'Compare your files with the commit that refs/background-agents/applies keeps as `before`.',
      });
    }
  }

  /** Keeps what stands there and returns how to bring it back. Throws when it is no longer what was looked at. */
  private async keep(name: string, expected: Stats | null): Promise<(path: string) => Promise<void>> {
    const path = join(this.root, name);
    const copy = join(this.staging, `kept-${this.undo.length}`);
    const now = await lstatOrNull(path);
    if (now === null || expected === null || !isSame(now, expected)) {
      throw changedMeanwhile(name);
    }
    if (now.isSymbolicLink()) {
      const target = await readlink(path);
      return async (back) => {
        await rm(back, { force: true });
        await symlink(target, back);
      };
    }
    await copyFile(path, copy, constants.COPYFILE_FICLONE);
    if (!isSame((await lstatOrNull(path)) ?? now, expected)) {
      throw changedMeanwhile(name);
    }
    return async (back) => {
      await chmod(copy, now.mode & 0o7777);
      await move(copy, back);
    };
  }

  private async removeEmptyFolders(from: string): Promise<void> {
    for (let folder = from; folder !== this.root && (await isRemoved(folder)); folder = dirname(folder)) {
      const gone = folder;
      this.undo.push(async () => {
        await mkdir(gone, { recursive: true });
      });
    }
  }

  private async removeFoldersUpTo(from: string, last: string): Promise<void> {
    for (let folder = from; folder.startsWith(last) && (await isRemoved(folder)); folder = dirname(folder)) {
      if (folder === last) {
        return;
      }
    }
  }
}

function isSame(a: Stats, b: Stats): boolean {
  return a.ino === b.ino && a.size === b.size && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs;
}

/** The rights the file had, with the executable bits of those who may read it only where the change is about them. */
function modeAfter(mode: number, isExecutable: boolean, wasExecutable: boolean): number {
  const rights = mode & 0o7777;
  if (isExecutable === wasExecutable) {
    return rights;
  }
  return isExecutable ? rights | ((rights & 0o444) >> 2) : rights & ~0o111;
}

/** Replaces in one step; between file systems by way of a file beside the target. */
async function move(source: string, target: string): Promise<void> {
  try {
    await rename(source, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') {
      throw error;
    }
    const beside = `${target}.background-agents`;
    await (((await lstatOrNull(source))?.isSymbolicLink() ?? false)
      ? symlink(await readlink(source), beside)
      : copyFile(source, beside, constants.COPYFILE_FICLONE));
    await rename(beside, target);
  }
}

async function isRemoved(folder: string): Promise<boolean> {
  return rmdir(folder).then(
    () => true,
    () => false,
  );
}

function changedMeanwhile(name: string): GitError {
  return new GitError(
    'does-not-apply',
    `The change was not applied: ${name} was changed at the same moment. Your files were put back.`,
    { hint: 'Apply again.' },
  );
}
