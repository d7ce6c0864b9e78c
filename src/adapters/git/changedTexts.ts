import type { ChangedText, ChangedTexts } from '../../core/checks/checkPorts';
import type { FileChange, ObjectName, RepoWorkspace } from '../../protocol';
import { plainDiff } from './differences';
import { GitProcess } from './gitProcess';
import { asText, fieldsOf, GitRepo } from './gitRepo';
import { treeOf } from './commits';
import { batchContents } from './objectBatch';

interface RawChange {
  path: string;
  oldPath: string | null;
  status: FileChange['status'];
  before: string | null;
  after: string | null;
}

const maxBytes = 500_000;
const to = 'compare the files with those before the task';
const statuses: Readonly<Record<string, FileChange['status']>> = { A: 'added', D: 'deleted', R: 'renamed' };

/** The texts that a task changes, from the object store alone. */
export class SnapshotTexts implements ChangedTexts {
  private readonly repo: GitRepo;
  private readonly snapshot: ObjectName;
  private last: { tree: ObjectName; changes: Promise<RawChange[]> } | null = null;

  constructor(workspace: RepoWorkspace, executable?: string) {
    this.repo = new GitRepo(new GitProcess(executable), workspace);
    this.snapshot = workspace.snapshot;
  }

  treeOf(commit: ObjectName): Promise<ObjectName> {
    return treeOf(this.repo, commit);
  }

  async sinceSnapshot(tree: ObjectName, isWanted: (path: string) => boolean): Promise<ChangedText[]> {
    if (this.last?.tree !== tree) {
      this.last = { tree, changes: this.changes(tree) };
    }
    const wanted = (await this.last.changes).filter(
      ({ path, oldPath }) => isWanted(path) || (oldPath !== null && isWanted(oldPath)),
    );
    const texts = await this.texts(wanted.flatMap(({ before, after }) => [before, after]));
    const textOf = (object: string | null): string | null => (object === null ? null : (texts.get(object) ?? null));
    return wanted.map(({ path, oldPath, status, before, after }) => ({
      path,
      status,
      ...(oldPath === null ? {} : { oldPath }),
      before: textOf(before),
      after: textOf(after),
    }));
  }

  /** `:oldmode newmode oldobject newobject status`, path, for a rename the new path. */
  private async changes(tree: ObjectName): Promise<RawChange[]> {
    const args = [
      ...plainDiff,
      '--raw',
      '-z',
      '-M',
      '-l1000',
      '--full-index',
      '--end-of-options',
      this.snapshot,
      tree,
      '--',
    ];
    const fields = fieldsOf((await this.repo.run({ args, to })).stdout);
    const found: RawChange[] = [];
    for (let at = 0; at + 1 < fields.length;) {
      const change = rawChange(fields[at] ?? '', [fields[at + 1] ?? '', fields[at + 2] ?? '']);
      found.push(change);
      at += change.oldPath === null ? 2 : 3;
    }
    return found;
  }

  /** What is text and not too large, by object. */
  private async texts(objects: readonly (string | null)[]): Promise<Map<string, string>> {
    const names = [...new Set(objects.filter((object) => object !== null))];
    const sizes = names.length === 0 ? '' : await this.batch(['--batch-check'], names).then(String);
    const small = sizes.split('\n').flatMap((line) => {
      const [name = '', kind, size] = line.split(' ');
      return kind === 'blob' && Number(size) <= maxBytes ? [name] : [];
    });
    const content = small.length === 0 ? Buffer.alloc(0) : await this.batch(['--batch'], small);
    const texts = new Map<string, string>();
    for (const [name, bytes] of batchContents(content)) {
      if (!bytes.includes(0)) {
        texts.set(name, bytes.toString('utf8'));
      }
    }
    return texts;
  }

  private async batch(options: readonly string[], names: readonly string[]): Promise<Buffer> {
    const input = names.map((name) => `${name}\n`).join('');
    return (await this.repo.run({ args: ['cat-file', ...options], to, input })).stdout;
  }
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
  };
}

function isFile(mode: string): boolean {
  return mode.startsWith('100');
}
