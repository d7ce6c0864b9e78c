import { GitError } from '../../../core/errors';
import type { FoldedChange, FoldGit, Joining } from '../../../core/train/foldPorts';
import { markedPlaces } from '../../../core/train/markedPlaces';
import { type TouchedPaths, touchesSame } from '../../../core/train/touchedPaths';
import type { ObjectName } from '../../../protocol';
import { ourAddress, ourName } from '../objects/commits';
import { conflicts } from './conflicts';
import { plainDiff } from './differences';
import { asText, fieldsOf, type GitRepo } from '../gitRepo';
import { LooseObjects } from '../objects/looseObjects';
import type { Repositories } from '../repository/repositories';
import { merge } from '../objects/trees';

const to = 'join the changes';

/** What git 2.38 says of an option that it does not know. */
const usageError = 129;

interface Change {
  snapshot: ObjectName;
  before: ObjectName;
  after: ObjectName;
}

interface Pair {
  between: [number, number];
  commits: [ObjectName, ObjectName];
}

/** A change that merges with the base is known by its commit there. */
interface Alone {
  at: number;
  commit: ObjectName;
  touched: TouchedPaths;
}

export function folds(repositories: Repositories): FoldGit {
  return {
    async pairConflicts(root, base, changes) {
      const repo = await repositories.open(root);
      const pairs = pairsOf(await onBase(repo, base, changes));
      const found = await conflictsOf(repo, pairs);
      return pairs.flatMap(({ between }, at) => {
        const paths = namesOf(found[at] ?? []);
        return paths.length === 0 ? [] : [{ between, paths }];
      });
    },

    async filesIn(root, limit) {
      const repo = await repositories.open(root);
      const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
      const { stdout } = await repo.run({ args, to: 'list the files' });
      return fieldsOf(stdout).map(asText).sort().slice(0, limit);
    },

    async fold(root, base, changes) {
      const repo = await repositories.open(root);
      const { onto, all } = await readChanges(repo, base, changes);
      await writeTheirs(repo, onto, all);
      const joinings: Joining[] = [];
      let joined = onto;
      for (const change of all) {
        const joining = await join(repo, change, joined);
        joinings.push(joining.kind === 'conflict' ? { ...joining, paths: namesOf(joining.paths) } : joining);
        joined = joining.kind === 'clean' ? joining.tree : joined;
      }
      return joinings;
    },

    async conflictPlaces(root, onto, { snapshot, tree }) {
      const { files } = await conflicts(repositories).mergeWithMarks(root, snapshot, { ours: onto, theirs: tree });
      return files.flatMap(({ path, marked }) =>
        marked === null ? [{ path, line: null }] : markedPlaces(path, Buffer.from(marked).toString('utf8')),
      );
    },
  };
}

/** With the trees in the place of whatever names them, found by one git. */
async function readChanges(
  repo: GitRepo,
  base: ObjectName,
  changes: readonly FoldedChange[],
): Promise<{ onto: ObjectName; all: Change[] }> {
  const names = [base, ...changes.flatMap(({ snapshot, tree }) => [snapshot, tree])];
  const distinct = [...new Set(names)];
  const input = distinct.map((name) => `${name}^{tree}\n`).join('');
  const { stdout } = await repo.run({ args: ['cat-file', '--batch-check=%(objectname)'], to, input });
  const found = stdout.toString().trimEnd().split('\n');
  const trees = new Map(distinct.map((name, at) => [name, found[at] as ObjectName]));
  const treeOf = (name: ObjectName): ObjectName => {
    const tree = trees.get(name) ?? '';
    if (!/^[0-9a-f]{40,64}$/.test(tree)) {
      throw new GitError('failed', 'Git could not join the changes: a state of the files is gone.', {
        hint: 'Send its agent a message, so that it makes its result again.',
      });
    }
    return tree as ObjectName;
  };
  const all = changes.map(({ snapshot, tree }) => ({ snapshot, before: treeOf(snapshot), after: treeOf(tree) }));
  return { onto: treeOf(base), all };
}

/** All at once: each waits for the disk. */
async function writeTheirs(repo: GitRepo, onto: ObjectName, all: readonly Change[]): Promise<void> {
  const objects = looseObjects(repo, onto);
  all.forEach(({ snapshot, after }) => commitOf(objects, after, snapshot));
  await objects.written();
}

/** Where one of the three is as another, the outcome is known without a merge. */
async function join(repo: GitRepo, { snapshot, before, after }: Change, onto: ObjectName): Promise<Joining> {
  if (onto === before || before === after || onto === after) {
    return { kind: 'clean', tree: before === after ? onto : after };
  }
  const objects = looseObjects(repo, onto);
  const sides = [onto, after].map((tree) => commitOf(objects, tree, snapshot));
  await objects.written();
  const { tree, conflicts: paths } = await merge(repo, sides[0] ?? onto, sides[1] ?? after);
  return tree === null ? { kind: 'conflict', paths } : { kind: 'clean', tree };
}

/** Each change by itself on the base; one that does not merge with it is left out. */
async function onBase(repo: GitRepo, base: ObjectName, changes: readonly FoldedChange[]): Promise<Alone[]> {
  const { onto, all } = await readChanges(repo, base, changes);
  const objects = looseObjects(repo, base);
  const alone: { at: number; tree: ObjectName; commit: ObjectName }[] = [];
  for (const [at, change] of all.entries()) {
    const joining = await join(repo, change, onto);
    if (joining.kind === 'clean') {
      alone.push({ at, tree: joining.tree, commit: commitOf(objects, joining.tree, base) });
    }
  }
  await objects.written();
  const touched = await touchedBy(
    repo,
    onto,
    alone.map(({ tree }) => tree),
  );
  return alone.map(({ at, commit }, place) => ({ at, commit, touched: touched[place] ?? untouched }));
}

const untouched: TouchedPaths = { all: new Set(), removed: [], added: [] };

function pairsOf(alone: readonly Alone[]): Pair[] {
  return alone.flatMap((one, place) =>
    alone
      .slice(place + 1)
      .filter((other) => touchesSame(one.touched, other.touched))
      .map((other): Pair => ({ between: [one.at, other.at], commits: [one.commit, other.commit] })),
  );
}

/** What each tree changes of `onto`, all told by one git. */
async function touchedBy(repo: GitRepo, onto: ObjectName, trees: readonly ObjectName[]): Promise<TouchedPaths[]> {
  const heads = trees.map((tree) => `${onto} ${tree}\n`);
  const args = [...plainDiff, '--name-status', '--no-renames', '-z', '--stdin'];
  const fields = fieldsOf((await repo.run({ args, to, input: heads.join('') })).stdout);
  const touched = trees.map(() => ({ all: new Set<string>(), removed: [] as string[], added: [] as string[] }));
  let at = -1;
  for (let field = 0; field + 1 < fields.length; field += 2) {
    let status = fields[field] ?? '';
    // The line with both trees stands before the first status of each, also of one that changes nothing.
    for (let head = heads[at + 1]; head !== undefined && status.startsWith(head); head = heads[at + 1]) {
      status = status.slice(head.length);
      at += 1;
    }
    note(touched[at], status, fields[field + 1] ?? '');
  }
  return touched;
}

function note(
  touched: { all: Set<string>; removed: string[]; added: string[] } | undefined,
  status: string,
  path: string,
): void {
  touched?.all.add(path);
  if (status === 'A' || status === 'D') {
    touched?.[status === 'A' ? 'added' : 'removed'].push(path);
  }
}

/** The files in conflict of each pair, by one git for all of them where it can do that. */
async function conflictsOf(repo: GitRepo, pairs: readonly Pair[]): Promise<string[][]> {
  if (pairs.length === 0) {
    return [];
  }
  const args = ['merge-tree', '--write-tree', '--no-messages', '--name-only', '-z', '--stdin'];
  const input = pairs.map(({ commits }) => `${commits.join(' ')}\n`).join('');
  const { code, stdout } = await repo.run({ args, to, input, accept: [0, usageError] });
  if (code === usageError) {
    return oneByOne(repo, pairs);
  }
  const outcomes = batchOutcomes(fieldsOf(stdout));
  if (outcomes.length !== pairs.length) {
    throw new GitError('failed', 'Git could not join the changes.', { audience: 'log' });
  }
  return outcomes;
}

async function oneByOne(repo: GitRepo, pairs: readonly Pair[]): Promise<string[][]> {
  const outcomes: string[][] = [];
  for (const { commits } of pairs) {
    outcomes.push((await merge(repo, ...commits)).conflicts);
  }
  return outcomes;
}

/** For each merge its status, its tree and the files in conflict, with an empty field behind. */
function batchOutcomes(fields: readonly string[]): string[][] {
  const outcomes: string[][] = [];
  let at = 0;
  while (at < fields.length) {
    const end = fields.indexOf('', at);
    const next = end < 0 ? fields.length : end;
    outcomes.push(fields.slice(at + 2, next).map(asText));
    at = next + 1;
  }
  return outcomes;
}

/** Where a file meets a folder, git adds a commit's name to it. */
function namesOf(paths: readonly string[]): string[] {
  return [...new Set(paths.map((path) => path.replace(/~[0-9a-f]{40,64}$/, '')))];
}

function looseObjects({ at }: GitRepo, like: string): LooseObjects {
  return new LooseObjects(at.commonDir, like.length === 64 ? 'sha256' : 'sha1');
}

/** Always the same for the same files, so that joining them again writes nothing new. */
function commitOf(objects: LooseObjects, tree: ObjectName, parent: ObjectName): ObjectName {
  const who = `${ourName} <${ourAddress}> 0 +0000`;
  const text = `tree ${tree}\nparent ${parent}\nauthor ${who}\ncommitter ${who}\n\nSide\n`;
  return objects.add('commit', Buffer.from(text));
}
