import { chmod, mkdir, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { GitError } from '../../core/errors';
import type { Rest, SalvageGit } from '../../core/salvagePorts';
import type { ObjectName } from '../../protocol';
import { commitTree } from './commits';
import { plainDiff } from './differences';
import { asText, fieldsOf, type GitRepo, toInput } from './gitRepo';
import type { Repositories } from './repositories';
import { recordName, RestRecord } from './restRecord';
import { absolute, walkRest } from './restWalk';
import { copyIndex, pristineIndex, withTemporaryIndex } from './stage';
import { lstatOrNull } from './standing';

const to = 'keep what the worktree holds beside its commit';
const objectsAtOnce = 200;

/** Keeps and brings back what a commit of a folder leaves out. */
export function salvageRest(repositories: Repositories): SalvageGit {
  return {
    async keepRest(at, state, { checkout }) {
      return keep(await repositories.open(at), state, checkout);
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
  const objects = await writeObjects(
    repo,
    walked.files.map(({ path }) => path),
  );
  const files = walked.files.map(({ path, mode }, index) => ({ path, mode, object: objects[index] }));
  const record = RestRecord.parse({ v: 1, ...walked, files });
  return { commit: await commitRecord(repo, record, objects), left: record.left };
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

/** In the order of the paths. */
async function writeObjects(repo: GitRepo, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) {
    return [];
  }
  const args = ['hash-object', '-w', '--no-filters', '--stdin-paths'];
  const { stdout } = await repo.run({ args, to, input: pathLines(paths) });
  return stdout.toString().trim().split('\n');
}

/** As git quotes names in a list of lines. */
function pathLines(paths: readonly string[]): Buffer {
  const quoted = (path: string) => `"${path.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"\n`;
  return Buffer.from(paths.map(quoted).join(''), 'latin1');
}

async function commitRecord(repo: GitRepo, record: RestRecord, objects: readonly string[]): Promise<ObjectName> {
  const input = JSON.stringify(record);
  const text = await repo.line({ args: ['hash-object', '-w', '--stdin', '--no-filters'], to, input });
  const contents = [...new Set(objects)].map((object) => `100644 blob ${object}\t${object}`);
  const tree = await makeTree(repo, contents);
  const top = await makeTree(repo, [`100644 blob ${text}\t${recordName}`, `040000 tree ${tree}\tcontents`]);
  return commitTree(repo, { tree: top, parents: [], message: 'What lay beside the files of the commit' });
}

async function makeTree(repo: GitRepo, entries: readonly string[]): Promise<ObjectName> {
  return (await repo.line({ args: ['mktree', '-z'], to, input: toInput(entries) })) as ObjectName;
}

async function restOf(repo: GitRepo, salvage: ObjectName): Promise<Rest | null> {
  const parents = await repo.line({ args: ['rev-parse', `${salvage}^@`], to: 'read a salvage' });
  const commit = parents.split('\n').at(-1) as ObjectName;
  const record = await readRecord(repo, commit);
  return record === null ? null : { commit, left: record.left };
}

async function readRecord(repo: GitRepo, commit: ObjectName): Promise<RestRecord | null> {
  const args = ['cat-file', 'blob', `${commit}:${recordName}`];
  const { code, stdout } = await repo.run({ args, to: 'read a salvage', accept: [0, 128] });
  return code === 0 ? RestRecord.parse(JSON.parse(stdout.toString())) : null;
}

async function put(repo: GitRepo, record: RestRecord): Promise<void> {
  const { worktree } = repo.at;
  for (const { path } of record.folders) {
    await makeFolder(worktree, path);
  }
  for (let at = 0; at < record.files.length; at += objectsAtOnce) {
    await putFiles(repo, record.files.slice(at, at + objectsAtOnce));
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

async function putFiles(repo: GitRepo, files: RestRecord['files']): Promise<void> {
  const { worktree } = repo.at;
  const input = [...new Set(files.map(({ object }) => object))].map((object) => `${object}\n`).join('');
  const { stdout } = await repo.run({ args: ['cat-file', '--batch'], to: 'read a salvage', input });
  const contents = contentsOf(stdout);
  for (const { path, object, mode } of files) {
    await clearPlace(worktree, path);
    const content = contents.get(object);
    if (content === undefined) {
      throw new GitError('failed', `The repository no longer holds the content of ${asText(path)}.`);
    }
    await writeFile(absolute(worktree, path), content, { flag: 'wx', mode: 0o600 });
    await chmod(absolute(worktree, path), mode);
  }
}

/** `name blob size`, line end, content, line end; or `name missing`, line end. */
function contentsOf(stdout: Buffer): Map<string, Buffer> {
  const contents = new Map<string, Buffer>();
  let at = 0;
  while (at < stdout.length) {
    const end = stdout.indexOf(0x0a, at);
    const [object = '', , size] = stdout.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (size !== undefined) {
      contents.set(object, stdout.subarray(at, at + Number(size)));
      at += Number(size) + 1;
    }
  }
  return contents;
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
