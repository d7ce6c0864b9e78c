import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';
import type { FoundWorktree } from '../../../core/worktrees/worktreeCarePorts';
import type { ObjectName } from '../../../protocol';
import { type GitRepo, withoutLineEnd } from '../gitRepo';
import { lstatOrNull } from '../checkout/standing';

/** What git knows, and what lies in the places where worktrees are made. */
export async function worktreeList(repo: GitRepo, places: readonly string[]): Promise<FoundWorktree[]> {
  const [known, folders] = await Promise.all([registered(repo), inPlaces(repo.at.commonDir, places)]);
  const paths = new Set(known.map(({ path }) => path));
  const orphans = await Promise.all(folders.filter((path) => !paths.has(path)).map((path) => orphan(repo, path)));
  const main = await realpath(repo.at.commonDir.replace(/[\\/]\.git$/, ''));
  return [...known, ...orphans].filter(({ path }) => path !== repo.at.worktree && path !== main);
}

async function registered(repo: GitRepo): Promise<FoundWorktree[]> {
  const { commonDir } = repo.at;
  const { stdout } = await repo.run({ args: ['worktree', 'list', '--porcelain', '-z'], to: 'list the worktrees' });
  const [admins, entries] = [await adminFolders(commonDir), stdout.toString().split('\0\0')];
  const found = entries.flatMap((entry) => {
    const lines = new Map(entry.split('\0').map((line) => [line.split(' ')[0], line.slice(line.indexOf(' ') + 1)]));
    const path = lines.get('worktree');
    const gitDir = path === undefined ? undefined : admins.get(normalize(path));
    return path === undefined || gitDir === undefined ? [] : [{ path, gitDir, lines }];
  });
  return Promise.all(
    found.map(async ({ path, gitDir, lines }) => ({
      path: await realpath(path).catch(() => path),
      gitDir,
      commonDir,
      head: (/^[0-9a-f]+$/.exec(lines.get('HEAD') ?? '')?.[0] ?? null) as ObjectName | null,
      isLocked: lines.has('locked'),
      branch: lines.get('branch')?.replace(/^refs\/heads\//, '') ?? null,
      state: (await lstatOrNull(path)) === null ? ('missing' as const) : ('present' as const),
      usedAtMs: await lastTouched([gitDir, join(gitDir, 'index'), join(gitDir, 'HEAD'), join(gitDir, 'logs', 'HEAD')]),
    })),
  );
}

/** By the worktree's path: what stands in the worktree itself may have been rewritten. */
async function adminFolders(commonDir: string): Promise<Map<string, string>> {
  const folder = join(commonDir, 'worktrees');
  const names = await namesIn(folder);
  const entries = await Promise.all(
    names.map(async (name) => {
      const pointer = await readFile(join(folder, name, 'gitdir'), 'utf8').catch(() => '');
      return [normalize(withoutLineEnd(pointer)).replace(/[\\/]\.git$/, ''), join(folder, name)] as const;
    }),
  );
  return new Map(entries);
}

/** Folders, at most two levels down, whose `.git` is a file that names this repository. */
async function inPlaces(commonDir: string, places: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const look = async (folder: string, depth: number): Promise<void> => {
    for (const name of await namesIn(folder)) {
      const path = join(folder, name);
      if ((await lstatOrNull(path))?.isDirectory() !== true) {
        continue;
      }
      const pointer = await readFile(join(path, '.git'), 'utf8').catch(() => '');
      if (normalize(pointer.replace(/^gitdir: /, '')).startsWith(join(commonDir, 'worktrees') + sep)) {
        found.push(await realpath(path));
      } else if (pointer === '' && depth > 1) {
        await look(path, depth - 1);
      }
    }
  };
  for (const place of new Set(places)) {
    await look(place, 2);
  }
  return found;
}

async function orphan({ at: { commonDir } }: GitRepo, path: string): Promise<FoundWorktree> {
  const usedAtMs = await lastTouched([path]);
  return { path, gitDir: commonDir, commonDir, head: null, branch: null, isLocked: false, state: 'orphan', usedAtMs };
}

async function lastTouched(paths: readonly string[]): Promise<number | null> {
  const times = await Promise.all(
    paths.map((path) =>
      stat(path)
        .then(({ mtimeMs }) => mtimeMs)
        .catch(() => 0),
    ),
  );
  const last = Math.max(...times);
  return last === 0 ? null : last;
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
