import { isSafeEntry } from '../../../core/files/entryPaths';
import { GitError } from '../../../core/errors';
import type { Git, KindChange, MergeOutcome } from '../../../core/worktrees/gitPorts';
import type { ObjectName } from '../../../protocol';
import { asBinary, asText, fieldsOf, type GitRepo } from '../gitRepo';
import { changesBetween, entriesBetween, plainDiff } from '../changes/differences';
import type { Repositories } from '../repository/repositories';

type Trees = Pick<Git, 'changes' | 'kindChanges' | 'show' | 'patch' | 'merge' | 'ignored' | 'repositoriesInside'>;

const submodule = '160000';

/** A letter and a space before each entry of `ls-files -t`. */
const untracked = '? ';
const tagLength = untracked.length;

/** What reads trees and what git says about the files of a checkout; nothing here writes more than objects. */
export function trees(repositories: Repositories): Trees {
  return {
    async changes(root, from, to) {
      return changesBetween(await repositories.open(root), from, to);
    },

    async kindChanges(root, from, to) {
      const entries = await entriesBetween(await repositories.open(root), from, to);
      return entries.map(({ path, from: old, to: now }) => kindChange(path, old?.mode, now?.mode)).filter(isNotable);
    },

    async show(root, commit, path) {
      return show(await repositories.open(root), commit, path);
    },

    async patch(root, from, to) {
      const args = [...plainDiff, '-p', '--binary', '--full-index', '-M', '-l1000', '--end-of-options', from, to, '--'];
      const repo = await repositories.open(root);
      return (await repo.run({ args, to: 'compare two states of the files' })).stdout.toString();
    },

    async merge(root, ours, theirs) {
      return merge(await repositories.open(root), ours, theirs);
    },

    async ignored(root) {
      const repo = await repositories.open(root);
      const args = ['ls-files', '-o', '-i', '--exclude-standard', '--directory', '-z'];
      const found = fieldsOf((await repo.run({ args, to: 'list ignored files' })).stdout).sort();
      // A folder that holds nothing but ignored ones is listed beside them.
      return found.filter((path, at) => !path.endsWith('/') || found[at + 1]?.startsWith(path) !== true).map(asText);
    },

    async repositoriesInside(root) {
      return repositoriesInside(await repositories.open(root));
    },
  };
}

async function show(repo: GitRepo, commit: ObjectName, path: string): Promise<Uint8Array | null> {
  if (!isSafeEntry(path)) {
    return null;
  }
  const listed = await repo.run({
    args: ['ls-tree', '-z', '--full-tree', '--end-of-options', commit, '--', path],
    to: `read ${path} from a commit`,
  });
  const entry = /^(\d+) (\w+) (\w+)\t(.*)$/s.exec(fieldsOf(listed.stdout)[0] ?? '');
  if (entry?.[4] !== asBinary(path) || entry[2] === 'tree') {
    return null;
  }
  if (entry[2] === 'commit') {
    return Buffer.from(`Submodule at ${entry[3] ?? ''}\n`);
  }
  const { stdout } = await repo.run({
    args: ['cat-file', 'blob', '--end-of-options', entry[3] ?? ''],
    to: `read ${path} from a commit`,
  });
  return stdout;
}

export async function merge(repo: GitRepo, ours: ObjectName, theirs: ObjectName): Promise<MergeOutcome> {
  const { code, stdout } = await repo.run({
    args: ['merge-tree', '--write-tree', '--no-messages', '--name-only', '-z', '--end-of-options', ours, theirs],
    to: 'merge the change with your files',
    accept: [0, 1],
  });
  const [tree = '', ...conflicts] = fieldsOf(stdout);
  if (!/^[0-9a-f]{40,64}$/.test(tree)) {
    throw new GitError('failed', 'Git could not merge the change with your files.', { audience: 'log' });
  }
  return code === 0
    ? { tree: tree as ObjectName, conflicts: [] }
    : { tree: null, conflicts: conflicts.filter((path) => path !== '').map(asText) };
}

export async function repositoriesInside(repo: GitRepo): Promise<string[]> {
  const to = 'list the submodules';
  const { stdout } = await repo.run({ args: ['ls-files', '-t', '-s', '-o', '--exclude-standard', '-z'], to });
  const entries = fieldsOf(stdout);
  const submodules = entries
    .filter((entry) => entry.startsWith(submodule, tagLength) && !entry.startsWith(untracked))
    .map((entry) => entry.slice(entry.indexOf('\t') + 1));
  const clones = entries
    .filter((entry) => entry.startsWith(untracked) && entry.endsWith('/'))
    .map((entry) => entry.slice(tagLength, -1));
  return [...new Set([...submodules, ...clones])].map(asText);
}

function kindChange(path: string, from: string | undefined, to: string | undefined): KindChange {
  return { path: asText(path), from: from ?? null, to: to ?? null };
}

function isNotable({ from, to }: KindChange): boolean {
  const plain = [null, '100644'];
  return from === to ? !['100644', '100755'].includes(to ?? '') : !(plain.includes(from) && plain.includes(to));
}
