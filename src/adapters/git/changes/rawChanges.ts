import type { FileChange, ObjectName } from '../../../protocol';
import { plainDiff } from './differences';
import { asText, fieldsOf, type GitRepo } from '../gitRepo';

export interface RawChange {
  path: string;
  oldPath: string | null;
  status: FileChange['status'];
  /** The objects; null where there is no file, or no plain one. */
  before: string | null;
  after: string | null;
  /** As git writes them. */
  modes: { before: string; after: string };
}

const statuses: Readonly<Record<string, FileChange['status']>> = { A: 'added', D: 'deleted', R: 'renamed' };

/** `:oldmode newmode oldobject newobject status`, path, for a rename the new path. */
export async function rawChanges(repo: GitRepo, from: ObjectName, to: ObjectName): Promise<RawChange[]> {
  const options = ['--raw', '-z', '-M', '-l1000', '--full-index', '--end-of-options'];
  const args = [...plainDiff, ...options, from, to, '--'];
  const fields = fieldsOf((await repo.run({ args, to: 'compare the files with those before the task' })).stdout);
  const found: RawChange[] = [];
  for (let at = 0; at + 1 < fields.length;) {
    const change = rawChange(fields[at] ?? '', [fields[at + 1] ?? '', fields[at + 2] ?? '']);
    found.push(change);
    at += change.oldPath === null ? 2 : 3;
  }
  return found;
}

function rawChange(record: string, [first, second]: [string, string]): RawChange {
  const [oldMode = '', newMode = '', before = '', after = '', letter = ''] = record.slice(1).split(' ');
  const status = statuses[letter.charAt(0)] ?? 'modified';
  const isRenamed = status === 'renamed';
  return {
    path: asText(isRenamed ? second : first),
    oldPath: isRenamed ? asText(first) : null,
    status,
    before: isFile(oldMode) ? before : null,
    after: isFile(newMode) ? after : null,
    modes: { before: oldMode, after: newMode },
  };
}

function isFile(mode: string): boolean {
  return mode.startsWith('100');
}
