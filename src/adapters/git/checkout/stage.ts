import { copyFile, mkdtemp, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cone, holdsFile, wholeCone } from '../../../core/worktrees/cone';
import type { ObjectName } from '../../../protocol';
import { absolute, asText, fieldsOf, type GitRepo, toInput } from '../gitRepo';
import { aloneWithGiven } from '../worktrees/givenFiles';
import { alignIndex } from '../worktrees/sparseCheckout';
import { lstatOrNull } from './standing';

const to = 'take a snapshot of the files';

/**
 * What becomes of a repository that lies untracked inside the checkout. `skip` leaves it out: in the user's checkout it
 * is a clone of theirs. `flatten` takes its files like any others: in a task's worktree nothing may hide that way.
 */
export type NestedRepositories = 'skip' | 'flatten';

/**
 * Brings an index up to what the checkout holds now (tracked, changed, deleted and untracked, ignored files left out)
 * and writes its tree. Unlike `git add -A` it never looks into submodules: their entries stay as they are.
 */
export async function stageTree(
  repo: GitRepo,
  indexFile: string,
  nested: NestedRepositories,
  kept: Kept = {},
): Promise<ObjectName> {
  return await aloneWithGiven(repo, to, () => stage(repo, indexFile, nested, kept));
}

/** What stays as the index has it. */
interface Kept {
  /** Picks of the files that are not as the index has them. */
  withhold?: (paths: readonly string[]) => Promise<readonly string[]>;
  /** What is not there outside of these folders was not removed. */
  given?: Cone;
}

async function stage(
  repo: GitRepo,
  indexFile: string,
  nested: NestedRepositories,
  { withhold = () => Promise.resolve([]), given = wholeCone }: Kept,
): Promise<ObjectName> {
  await alignIndex(repo, indexFile);
  const list = async (...args: string[]) => fieldsOf((await repo.run({ args, to, indexFile })).stdout);
  const listUntracked = () => list('ls-files', '-o', '--exclude-standard', '-z');
  const [differing, untracked] = await Promise.all([
    list('diff-files', '--raw', '-z', '--ignore-submodules=all', '--no-ext-diff'),
    listUntracked(),
  ]);
  const { changed, removed: absent } = await splitDifferences(repo, differences(differing));
  const removed = absent.filter(({ path }) => holdsFile(given, asText(path)));
  if (removed.length > 0) {
    const input = toInput(removed.map(({ path, object }) => `0 ${'0'.repeat(object.length)}\t${path}`));
    await repo.run({ args: ['update-index', '-z', '--index-info'], to, indexFile, input });
  }
  // What stands in the place of a removed file is untracked only now.
  const others = removed.length > 0 ? await listUntracked() : untracked;
  const inNested = nested === 'flatten' ? await nestedFiles(repo, others.filter(isFolder), 0) : [];
  const paths = [...new Set([...changed, ...others.filter((path) => !isFolder(path)), ...inNested])];
  const withheld = new Set(await withhold(paths));
  const taken = paths.filter((path) => !withheld.has(path));
  if (taken.length > 0) {
    const args = ['update-index', '--add', '--remove', '--replace', '-z', '--stdin'];
    await repo.run({ args, to, indexFile, input: toInput(taken) });
  }
  return (await repo.line({ args: ['write-tree'], to, indexFile })) as ObjectName;
}

function isFolder(path: string): boolean {
  return path.endsWith('/');
}

/** A path of the index whose file is not as the index has it. `object` is as long as the names of objects are. */
interface Difference {
  path: string;
  object: string;
  isDeleted: boolean;
}

/** `:oldmode newmode oldobject newobject status`, path. An unmerged path comes once as such, whatever its file holds. */
function differences(fields: readonly string[]): Difference[] {
  const found: Difference[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, , object = '', , status] = (fields[at] ?? '').split(' ');
    found.push({ path: fields[at + 1] ?? '', object, isDeleted: status === 'D' });
  }
  return found;
}

/** A file that is gone, or in whose place something stands that git can't hold, is removed. */
async function splitDifferences(
  repo: GitRepo,
  found: readonly Difference[],
): Promise<{ changed: string[]; removed: Difference[] }> {
  const changed: string[] = [];
  const removed: Difference[] = [];
  for (const difference of found) {
    const file = absolute(repo.at.worktree, difference.path);
    const stats = difference.isDeleted ? null : await lstatOrNull(file);
    if (stats?.isFile() === true || stats?.isSymbolicLink() === true) {
      changed.push(difference.path);
    } else {
      removed.push(difference);
    }
  }
  return { changed, removed };
}

const maxNesting = 8;

/** Files of repositories inside the checkout, without their git directories, by the ignore rules of each. */
async function nestedFiles(repo: GitRepo, folders: readonly string[], depth: number): Promise<string[]> {
  if (depth >= maxNesting) {
    return [];
  }
  const found: string[] = [];
  for (const folder of folders) {
    const { stdout } = await repo.run({
      args: ['-C', asText(folder), 'ls-files', '-o', '--exclude-standard', '-z'],
      to: 'list the files of a repository inside the worktree',
      indexFile: join(repo.at.gitDir, 'background-agents.no-index'),
      env: { GIT_WORK_TREE: join(repo.at.worktree, asText(folder)) },
    });
    const files = fieldsOf(stdout).map((path) => folder + path);
    const deeper = await nestedFiles(repo, files.filter(isFolder), depth + 1);
    found.push(...files.filter((path) => !isFolder(path)), ...deeper);
  }
  return found;
}

/** A worktree's index as it was right after the checkout, out of reach of what runs in the worktree. */
export function pristineIndex(gitDir: string): string {
  return join(gitDir, 'background-agents.index');
}

/** Calls `work` with the path of a file in a new temporary folder, which is removed afterwards. */
export async function withTemporaryIndex<T>(work: (indexFile: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'background-agents-'));
  try {
    return await work(join(folder, 'index'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Copies an index with what it knows about the files on disk; false when there is none. The copy must not be younger
 * than the original: git compares that time with the files' to see which of them it can't judge by their times.
 */
export async function copyIndex(from: string, to: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(from);
    await copyFile(from, to);
    const seconds = Math.floor(mtimeMs) / 1000;
    await utimes(to, seconds, seconds);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return false;
    }
    throw error;
  }
}
