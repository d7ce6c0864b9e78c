import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { GitRepo } from '../gitRepo';

/** Folders of processes, which their number follows; those of processes that have ended may be removed. */
export const asidePrefix = 'background-agents-radar-';

/** A folder in memory, where Linux has it: to make and remove many small files on a disk takes longer than the merges. */
const inMemory = '/dev/shm';

/** Where such folders may be. */
export const asideParents: readonly string[] = process.platform === 'linux' ? [tmpdir(), inMemory] : [tmpdir()];

/** Where git writes objects, and what makes it write there and read in the repository too. */
export interface Aside {
  /** Holds `objects`. */
  folder: string;
  env: Record<string, string>;
}

/** Objects that nobody keeps: git finds them beside the repository's own, and they go with the process. */
export class AsideObjects {
  private readonly folders = new Map<string, Promise<string>>();

  /** What stays until it is forgotten. */
  async kept(repo: GitRepo): Promise<Aside> {
    const { commonDir } = repo.at;
    const known = this.folders.get(commonDir) ?? makeFolder(tmpdir());
    this.folders.set(commonDir, known);
    return asideOf(await known, [join(commonDir, 'objects')]);
  }

  /** As `kept`, and finds what that holds; what is written is removed when the work is done. */
  async scratch<T>(repo: GitRepo, work: (aside: Aside) => Promise<T>): Promise<T> {
    const { folder } = await this.kept(repo);
    const scratch = await makeFolder(await scratchParent());
    try {
      return await work(asideOf(scratch, [join(folder, 'objects'), join(repo.at.commonDir, 'objects')]));
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }

  async forget({ at: { commonDir } }: GitRepo): Promise<void> {
    const folder = await this.folders.get(commonDir);
    this.folders.delete(commonDir);
    if (folder !== undefined) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function makeFolder(parent: string): Promise<string> {
  const folder = await mkdtemp(join(parent, `${asidePrefix}${process.pid}-`));
  await mkdir(join(folder, 'objects'));
  return folder;
}

async function scratchParent(): Promise<string> {
  const isThere =
    asideParents.includes(inMemory) &&
    (await access(inMemory, constants.W_OK).then(
      () => true,
      () => false,
    ));
  return isThere ? inMemory : tmpdir();
}

function asideOf(folder: string, reads: readonly string[]): Aside {
  const env = {
    GIT_OBJECT_DIRECTORY: join(folder, 'objects'),
    GIT_ALTERNATE_OBJECT_DIRECTORIES: reads.map(quoted).join(delimiter),
  };
  return { folder, env };
}

/** As git reads a path that holds what stands between paths. */
function quoted(path: string): string {
  return path.includes(delimiter) || path.startsWith('"')
    ? `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
    : path;
}
