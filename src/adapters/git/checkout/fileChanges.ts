import {
  chmodSync,
  constants,
  linkSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  type Stats,
  unlinkSync,
} from 'node:fs';
import { chmod, copyFile, mkdir, readlink, rename, rm, rmdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GitError } from '../../../core/errors';
import { shortTurns } from '../process/shortTurns';
import { lstatNow } from './standing';

interface Put {
  name: string;
  /** The finished file; it is moved away from there. */
  source: string;
  /** The rights it has there; null where they are not known. */
  sourceMode: number | null;
  isLink: boolean;
  /** What was seen at the place; null for nothing. */
  expected: Stats | null;
  isExecutable: boolean;
  wasExecutable: boolean;
}

/**
 * Changes files of a folder, each only while it is as it was looked at, and can put all of them back. What takes a disk no
 * time is done at once, so that nothing comes between a look at a file and its change but another process.
 */
export class FileChanges {
  private readonly root: string;
  private readonly staging: string;
  private readonly turn = shortTurns();
  private readonly undo: (() => Promise<void>)[] = [];
  private keptFiles = 0;

  constructor(root: string, staging: string) {
    this.root = root;
    this.staging = staging;
  }

  /** Also removes the folders that become empty. */
  async remove(name: string, expected: Stats | null): Promise<void> {
    const path = join(this.root, name);
    const kept = await this.keep(name, expected);
    unlinkSync(path);
    this.undo.push(async () => {
      await mkdir(dirname(path), { recursive: true });
      await kept(path);
    });
    await this.removeEmptyFolders(dirname(path));
    await this.turn();
  }

  /** One after the other, until one fails. */
  async put(files: readonly Put[]): Promise<void> {
    const folders = files.filter(({ expected }) => expected === null).map(({ name }) => dirname(join(this.root, name)));
    for (const folder of new Set(folders)) {
      this.makeFolder(folder);
      await this.turn();
    }
    for (const file of files) {
      await this.putOne(file);
      await this.turn();
    }
  }

  /** Removes a folder of nothing but folders, as an interrupted apply may leave one in the place of a file. */
  private async makeWay(path: string): Promise<void> {
    const inside = lstatNow(path)?.isDirectory() === true ? readdirSync(path, { withFileTypes: true }) : null;
    if (inside?.every((entry) => entry.isDirectory()) === true) {
      for (const { name } of inside) {
        await this.makeWay(join(path, name));
      }
      await this.removeEmpty(path);
    }
  }

  private makeFolder(folder: string): void {
    const made = mkdirSync(folder, { recursive: true });
    if (made !== undefined) {
      this.undo.push(() => this.removeFoldersUpTo(folder, made));
    }
  }

  private async putOne({ name, source, isLink, expected, ...file }: Put): Promise<void> {
    const path = `${this.root}/${name}`;
    if (expected?.isFile() === true && !isLink) {
      const mode = modeAfter(expected.mode, file.isExecutable, file.wasExecutable);
      if (mode !== file.sourceMode) {
        chmodSync(source, mode);
      }
    }
    const kept = expected === null ? null : await this.keep(name, expected);
    if (kept === null) {
      await this.makeWay(path);
      if (lstatNow(path) !== null) {
        throw changedMeanwhile(name);
      }
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
    const path = `${this.root}/${name}`;
    const kept = `${this.staging}/kept-${this.keptFiles++}`;
    const now = lstatNow(path);
    if (now === null || expected === null || !isSame(now, expected)) {
      throw changedMeanwhile(name);
    }
    if (now.isSymbolicLink()) {
      const target = readlinkSync(path);
      return async (back) => {
        await rm(back, { force: true });
        await symlink(target, back);
      };
    }
    const isLinked = await hold(path, kept);
    const after = lstatNow(path);
    // A second name changes the time of the last change, but not that of the content.
    if (after === null || !(isLinked ? isSameContent(after, now) : isSame(after, now))) {
      throw changedMeanwhile(name);
    }
    return async (back) => {
      await chmod(kept, now.mode & 0o7777);
      await move(kept, back);
    };
  }

  private async removeEmptyFolders(from: string): Promise<void> {
    for (let folder = from; folder !== this.root && (await this.removeEmpty(folder)); folder = dirname(folder));
  }

  /** False for a folder that is not empty. */
  private async removeEmpty(folder: string): Promise<boolean> {
    const isGone = await isRemoved(folder);
    if (isGone) {
      this.undo.push(async () => {
        await mkdir(folder, { recursive: true });
      });
    }
    return isGone;
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
  return isSameContent(a, b) && a.ctimeMs === b.ctimeMs;
}

function isSameContent(a: Stats, b: Stats): boolean {
  return a.ino === b.ino && a.size === b.size && a.mtimeMs === b.mtimeMs;
}

/** By a second name for the file itself, since it is replaced as a whole; where there can't be one, by a copy. */
async function hold(path: string, kept: string): Promise<boolean> {
  try {
    linkSync(path, kept);
    return true;
  } catch {
    await copyFile(path, kept, constants.COPYFILE_FICLONE);
    return false;
  }
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
    renameSync(source, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') {
      throw error;
    }
    const beside = `${target}.background-agents`;
    await ((lstatNow(source)?.isSymbolicLink() ?? false)
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
