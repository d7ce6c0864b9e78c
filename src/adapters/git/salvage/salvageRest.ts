import { chmod, mkdir, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import type { Rest, SalvageGit } from '../../../core/worktrees/salvagePorts';
import type { ObjectName } from '../../../protocol';
import { plainDiff } from '../changes/differences';
import { keepFiles, putFiles } from '../checkout/exactFiles';
import { absolute, fieldsOf, type GitRepo } from '../gitRepo';
import type { PerRepoQueue } from '../process/perRepoQueue';
import type { Repositories } from '../repository/repositories';
import type { RestRecord } from './restRecord';
import { objectsOf, readRecord, writeRecord } from './restStore';
import { walkRest } from './restWalk';
import { copyIndex, pristineIndex, withTemporaryIndex } from '../checkout/stage';
import { lstatOrNull } from '../checkout/standing';

const to = 'keep what the worktree holds beside its commit';
const objectsAtOnce = 200;

/** Keeps and brings back what a commit of a folder leaves out. */
export function salvageRest(repositories: Repositories, queue: PerRepoQueue): SalvageGit {
  return {
    async keepRest(at, state, { checkout }) {
      return keep(await repositories.open(at), state, checkout);
    },

    async keepFiles(root, paths) {
      return keepFiles(await repositories.open(root), paths);
    },

    async putFiles(root, kept, state) {
      const repo = await repositories.open(root);
      const record = await readRecord(repo, kept);
      if (record !== null) {
        await queue.run(repo.at.commonDir, () => putFiles(repo, record, state));
      }
    },

    async restOf(root, salvage) {
      return restOf(await repositories.open(root), salvage);
    },

    async putRest(at, rest) {
      const repo = await repositories.open(at);
      const record = await readRecord(repo, rest);
      if (record !== null) {
        await put(repo, record);
      }
    },
  };
}

async function keep(repo: GitRepo, state: ObjectName, checkout: string): Promise<Rest> {
  const { worktree } = repo.at;
  const held = await entriesOf(repo, state);
  const doubtful = await doubtfulPaths(repo, state, held);
  const walked = await walkRest({ worktree, checkout, held, doubtful });
  const { commit, record } = await writeRecord(repo, walked);
  return { commit, left: record.left };
}

async function entriesOf(repo: GitRepo, commit: ObjectName): Promise<Set<string>> {
  const { stdout } = await repo.run({ args: ['ls-tree', '-r', '-z', '--full-tree', '--name-only', commit], to });
  return new Set(fieldsOf(stdout));
}

/**
 * Files that may hold other bytes than a checkout of the commit would write: whatever was touched since the worktree was
 * made, and every file when the rules for converting them are not what they were.
 */
async function doubtfulPaths(
  repo: GitRepo,
  state: ObjectName,
  held: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  return withTemporaryIndex(async (indexFile) => {
    if (!(await copyIndex(pristineIndex(repo.at.gitDir), indexFile))) {
      return held;
    }
    const { stdout } = await repo.run({
      args: ['diff-files', '--name-only', '-z', '--ignore-submodules=all', '--no-ext-diff'],
      to,
      indexFile,
    });
    const tree = await repo.line({ args: ['write-tree'], to, indexFile });
    const changed = await repo.run({ args: [...plainDiff, '--name-only', '-z', tree, state, '--'], to });
    const names = [...fieldsOf(stdout), ...fieldsOf(changed.stdout)];
    return names.some((path) => path.endsWith('.gitattributes')) ? held : new Set(names);
  });
}

async function restOf(repo: GitRepo, salvage: ObjectName): Promise<Rest | null> {
  const parents = await repo.line({ args: ['rev-parse', `${salvage}^@`], to: 'read a salvage' });
  const commit = parents.split('\n').at(-1) as ObjectName;
  const record = await readRecord(repo, commit);
  return record === null ? null : { commit, left: record.left };
}

async function put(repo: GitRepo, record: RestRecord): Promise<void> {
  const { worktree } = repo.at;
  for (const { path } of record.folders) {
    await makeFolder(worktree, path);
  }
  for (let at = 0; at < record.files.length; at += objectsAtOnce) {
    await putSome(repo, record.files.slice(at, at + objectsAtOnce));
  }
  for (const { path, target } of record.links) {
    await clearPlace(worktree, path);
    await symlink(Buffer.from(target, 'latin1'), absolute(worktree, path));
  }
  for (const { path, mode } of record.modes) {
    if ((await lstatOrNull(absolute(worktree, path)))?.isFile() === true) {
      await chmod(absolute(worktree, path), mode);
    }
  }
  for (const { path, mode } of [...record.folders].reverse()) {
    await chmod(absolute(worktree, path), mode);
  }
}

async function putSome(repo: GitRepo, files: RestRecord['files']): Promise<void> {
  const { worktree } = repo.at;
  const contents = await objectsOf(
    repo,
    files.map(({ object }) => object),
  );
  for (const { path, object, mode } of files) {
    await clearPlace(worktree, path);
    await writeFile(absolute(worktree, path), contents(object), { flag: 'wx', mode: 0o600 });
    await chmod(absolute(worktree, path), mode);
  }
}

/** Removes the file or link at a path; what stands there as a folder is of this restore and goes with all it holds. */
async function clearPlace(worktree: string, path: string): Promise<void> {
  const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  if (parent !== '') {
    await makeFolder(worktree, parent);
  }
  const place = absolute(worktree, path);
  const stats = await lstatOrNull(place);
  if (stats?.isDirectory() === true) {
    await rm(place, { recursive: true });
  } else if (stats !== null) {
    await unlink(place);
  }
}

/** Name by name, so that nothing is written through a link. */
async function makeFolder(worktree: string, path: string): Promise<void> {
  const names = path.split('/');
  for (let length = 1; length <= names.length; length += 1) {
    const place = absolute(worktree, names.slice(0, length).join('/'));
    const stats = await lstatOrNull(place);
    if (stats !== null && !stats.isDirectory()) {
      await unlink(place);
    }
    if (stats?.isDirectory() !== true) {
      await mkdir(place);
    }
  }
}
