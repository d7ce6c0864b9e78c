import type { FileChange, ObjectName } from '../../protocol';
import { asText, fieldsOf, type GitRepo } from './gitRepo';

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

/** Each path that differs, renames as a removal and an addition. */
export async function entriesBetween(repo: GitRepo, from: ObjectName, to: ObjectName): Promise<EntryChange[]> {
  const { stdout } = await repo.run({
    args: [...plainDiff, '--raw', '--no-renames', '-z', '--full-index', '--end-of-options', from, to, '--'],
    to: 'compare two states of the files',
  });
  const fields = fieldsOf(stdout);
  const changes: EntryChange[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [oldMode = '', newMode = '', oldObject = '', newObject = ''] = (fields[at] ?? '').slice(1).split(' ');
    changes.push({ path: fields[at + 1] ?? '', from: entry(oldMode, oldObject), to: entry(newMode, newObject) });
  }
  return changes;
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
  return parseChanges(fieldsOf(stdout));
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
