import type { FileChange, ObjectName } from '../../../protocol';
import { asText, fieldsOf, type GitRepo } from '../gitRepo';

export const plainDiff = ['diff-tree', '-r', '--no-ext-diff', '--no-textconv'];

interface TreeEntry {
  mode: string;
  object: ObjectName;
}

/** `path` is a binary string; `null` where the path does not exist. */
export interface EntryChange {
  path: string;
  from: TreeEntry | null;
  to: TreeEntry | null;
}

/**
 * The one that was asked for last: two objects never come to differ in another way, and who has listed what a change
 * does is about to do it.
 */
let last: { trees: string; entries: readonly EntryChange[] } | null = null;
const mostKept = 10_000;

function keepLast(trees: string, entries: readonly EntryChange[]): void {
  last = entries.length > mostKept ? null : { trees, entries };
}

function treesOf({ at }: GitRepo, from: ObjectName, to: ObjectName): string {
  return [at.commonDir, from, to].join('\0');
}

/** Each path that differs, renames as a removal and an addition. */
export async function entriesBetween(repo: GitRepo, from: ObjectName, to: ObjectName): Promise<readonly EntryChange[]> {
  const trees = treesOf(repo, from, to);
  if (last?.trees === trees) {
    return last.entries;
  }
  const { stdout } = await repo.run({
    args: [...plainDiff, '--raw', '--no-renames', '-z', '--full-index', '--end-of-options', from, to, '--'],
    to: 'compare two states of the files',
  });
  const entries = rawEntries(fieldsOf(stdout));
  keepLast(trees, entries);
  return entries;
}

/** `:oldmode newmode oldobject newobject status`, path, for a rename the new path; up to what is no such record. */
function rawEntries(fields: readonly string[]): EntryChange[] {
  const changes: EntryChange[] = [];
  for (let at = 0; fields[at]?.startsWith(':') === true; at += 2) {
    const [record = '', path = '', newPath = ''] = fields.slice(at, at + 3);
    const [oldMode = '', newMode = '', oldObject = '', newObject = '', status = ''] = record.slice(1).split(' ');
    const [from, to] = [entry(oldMode, oldObject), entry(newMode, newObject)];
    if (status.startsWith('R')) {
      changes.push({ path, from, to: null }, { path: newPath, from: null, to });
      at += 1;
    } else {
      changes.push({ path, from, to });
    }
  }
  return changes;
}

/** As git lists them without renames: by their bytes. */
function inOrder(one: EntryChange, other: EntryChange): number {
  return one.path < other.path ? -1 : 1;
}

function entry(mode: string, object: string): TreeEntry | null {
  return mode === '000000' ? null : { mode, object: object as ObjectName };
}

/** One side of a change as `git update-index --index-info` takes it. */
export function indexInfo(path: string, entry: TreeEntry | null): string[] {
  return entry === null ? [] : [`${entry.mode} ${entry.object}\t${path}`];
}

export async function changesBetween(repo: GitRepo, from: ObjectName, to: ObjectName): Promise<FileChange[]> {
  const { stdout } = await repo.run({
    args: [
      ...plainDiff,
      '--raw',
      '--numstat',
      '-z',
      '-M',
      '-l1000',
      '--full-index',
      '--end-of-options',
      from,
      to,
      '--',
    ],
    to: 'compare two states of the files',
  });
  const fields = fieldsOf(stdout);
  keepLast(treesOf(repo, from, to), rawEntries(fields).sort(inOrder));
  return parseChanges(fields);
}

const statuses: Readonly<Record<string, FileChange['status']>> = { A: 'added', D: 'deleted', R: 'renamed' };

/** First a record for each path (`:modes objects status`, path, for a rename the new path), then the line counts. */
export function parseChanges(fields: readonly string[]): FileChange[] {
  let at = 0;
  const next = () => asText(fields[at++] ?? '');
  const kinds = new Map<string, Pick<FileChange, 'status' | 'oldPath'>>();
  while (fields[at]?.startsWith(':') === true) {
    const status = statuses[next().split(' ')[4]?.charAt(0) ?? ''] ?? 'modified';
    const oldPath = next();
    if (status === 'renamed') {
      kinds.set(next(), { status, oldPath });
    } else {
      kinds.set(oldPath, { status });
    }
  }
  const changes: FileChange[] = [];
  while (at < fields.length) {
    const [added = '', removed = '', ...name] = next().split('\t');
    const path = name.join('\t') === '' ? (next(), next()) : name.join('\t');
    const kind = kinds.get(path) ?? { status: 'modified' };
    changes.push({ path, ...kind, added: count(added), removed: count(removed) });
  }
  return changes;
}

/** A binary file has `-` for a count. */
function count(text: string): number | null {
  return text === '-' ? null : Number(text);
}
