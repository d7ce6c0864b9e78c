import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { GitRepo } from './gitRepo';

/** Folders of processes, which their number follows; those of processes that have ended may be removed. */
export const asidePrefix = 'background-agents-radar-';

/** Objects that nobody keeps: git finds them beside the repository's own, and they go with the process. */
export class AsideObjects {
  private readonly folders = new Map<string, Promise<string>>();

  /** A folder with objects in `objects`, made when it is first asked for. */
  async folder({ at: { commonDir } }: GitRepo): Promise<string> {
    const known = this.folders.get(commonDir) ?? makeFolder();
    this.folders.set(commonDir, known);
    return known;
  }

  /** What makes git write into that folder and read there and in the repository. */
  async env(repo: GitRepo): Promise<Record<string, string>> {
    return environment(join(await this.folder(repo), 'objects'), [join(repo.at.commonDir, 'objects')]);
  }

  /** As `env`, with what git writes removed when the work is done. */
  async scratch<T>(repo: GitRepo, work: (env: Record<string, string>) => Promise<T>): Promise<T> {
    const folder = await this.folder(repo);
    const scratch = await mkdtemp(join(folder, 'scratch-'));
    try {
      return await work(environment(scratch, [join(folder, 'objects'), join(repo.at.commonDir, 'objects')]));
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

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `${asidePrefix}${process.pid}-`));
  await mkdir(join(folder, 'objects'));
  return folder;
}

function environment(writes: string, reads: readonly string[]): Record<string, string> {
  return { GIT_OBJECT_DIRECTORY: writes, GIT_ALTERNATE_OBJECT_DIRECTORIES: reads.map(quoted).join(delimiter) };
}

/** As git reads a path that holds what stands between paths. */
function quoted(path: string): string {
  return path.includes(delimiter) || path.startsWith('"')
    ? `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
    : path;
}
