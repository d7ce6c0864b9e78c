import type { ObjectName } from '../../../protocol';
import { commitTree, treeOf } from './commits';
import { type GitRepo, toInput } from '../gitRepo';

const to = 'put the repositories together';
const keptAs = 'Joined-from: ';

export interface Part {
  path: string;
  commit: ObjectName;
}

interface Folder {
  trees: Map<string, ObjectName>;
  folders: Map<string, Folder>;
}

/** A tree whose files are those of the commits, each below its path. Those without any file are left out, as git would. */
export async function joinedTree(repo: GitRepo, parts: readonly Part[]): Promise<ObjectName> {
  const top: Folder = { trees: new Map(), folders: new Map() };
  const empty = await emptyTree(repo);
  const trees = await Promise.all(parts.map(({ commit }) => treeOf(repo, commit)));
  for (const [index, { path }] of parts.entries()) {
    const tree = trees[index] ?? empty;
    if (tree !== empty) {
      const names = path.split('/');
      const folder = names.slice(0, -1).reduce(folderIn, top);
      folder.trees.set(names.at(-1) ?? '', tree);
    }
  }
  return writeFolder(repo, top);
}

function folderIn(above: Folder, name: string): Folder {
  const found = above.folders.get(name) ?? { trees: new Map<string, ObjectName>(), folders: new Map<string, Folder>() };
  above.folders.set(name, found);
  return found;
}

async function writeFolder(repo: GitRepo, { trees, folders }: Folder): Promise<ObjectName> {
  const inner = new Map(trees);
  for (const [name, folder] of folders) {
    inner.set(name, await writeFolder(repo, folder));
  }
  return writeTree(repo, [...inner]);
}

async function writeTree(repo: GitRepo, entries: readonly (readonly [string, ObjectName])[]): Promise<ObjectName> {
  const lines = entries.map(([name, tree]) => `040000 tree ${tree}\t${Buffer.from(name).toString('latin1')}`);
  return (await repo.line({ args: ['mktree', '-z'], to, input: toInput(lines) })) as ObjectName;
}

/** The one without files, written where it was not there. */
export function emptyTree(repo: GitRepo): Promise<ObjectName> {
  return writeTree(repo, []);
}

/** The message names the commits, so that `partsOf` finds them again. */
export async function joinedCommit(
  repo: GitRepo,
  parts: readonly Part[],
  { parents, message, date }: { parents: readonly ObjectName[]; message: string; date?: string },
): Promise<ObjectName> {
  const lines = parts.map(({ path, commit }) => `${keptAs}${commit} ${path}`);
  const tree = await joinedTree(repo, parts);
  return commitTree(repo, {
    tree,
    parents,
    message: [message, '', ...lines].join('\n'),
    ...(date === undefined ? {} : { date }),
  });
}

/** The same head has the same name, so that nothing seems to have moved. */
const headDate = '1000000000 +0000';

/** A commit of what is checked out in the members; the same commits make the same one. */
export function joinedHead(repo: GitRepo, parts: readonly Part[]): Promise<ObjectName> {
  return joinedCommit(repo, parts, { parents: [], message: 'Heads', date: headDate });
}

/** The commits of the members that the newest joined commit at or below `commit` was made of; none where there is none. */
export async function partsOf(repo: GitRepo, commit: ObjectName): Promise<Part[]> {
  const grep = ['--basic-regexp', `--grep=^${keptAs}`, '--format=%B'];
  const args = ['rev-list', '--max-count=1', ...grep, '--end-of-options', commit];
  const message = await repo.line({ args, to: 'read a commit' });
  return message.split('\n').flatMap((line) => {
    const [, name = '', path = ''] = /^Joined-from: ([0-9a-f]{40,64}) (.+)$/.exec(line) ?? [];
    return path === '' ? [] : [{ path, commit: name as ObjectName }];
  });
}

/** What the commit holds below a path; the empty tree where it holds nothing there. */
export async function treeBelow(repo: GitRepo, commit: ObjectName, path: string): Promise<ObjectName> {
  const args = ['rev-parse', '--verify', '-q', '--end-of-options', `${commit}:${path}`];
  const found = await repo.line({ args, to: 'read a commit', accept: [0, 1, 128] });
  return found === '' ? emptyTree(repo) : (found as ObjectName);
}

/** Writes what a member does not have of a tree into its store, as one pack. */
export async function sendTree(
  joined: GitRepo,
  tree: ObjectName,
  { into, known }: { into: GitRepo; known: readonly ObjectName[] },
): Promise<void> {
  const wanted = [tree, ...known.map((name) => `^${name}`)].join('\n');
  const packing = ['pack-objects', '--stdout', '--revs', '--quiet', '--delta-base-offset', '--no-reuse-delta'];
  const { stdout } = await joined.run({ args: packing, to, input: `${wanted}\n` });
  await into.run({ args: ['unpack-objects', '-q'], to, input: stdout });
}
