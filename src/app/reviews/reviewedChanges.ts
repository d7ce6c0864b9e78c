import { createHash } from 'node:crypto';
import {
  composeHunks,
  type Digest,
  hunksOf,
  hunkStatus,
  leftKeys,
  patchIdOf,
  type ReviewHunk,
  takenOf,
  wholeHunk,
} from '../../core/landing/reviewHunks';
import { isSameHunk } from '../../core/landing/reviewReducers';
import type { Git, KindChange } from '../../core/worktrees/gitPorts';
import { remembered } from '../tasks/remembered';
import type { DecidedHunk, FileChange, ObjectName } from '../../protocol';

/** Between which two objects a change is looked at. */
export interface Between {
  root: string;
  base: ObjectName;
  head: ObjectName;
}

export interface ReviewedFile extends FileChange {
  hunks: readonly ReviewHunk[];
  /** Our own, of its hunks without line numbers and without lines around them. */
  patchId: string;
}

/** A change, and those of its paths whose kind changes: links, submodules, files that can be run. */
interface Listed {
  files: FileChange[];
  special: ReadonlySet<string>;
}

const maxBytes = 2_000_000;
const keptChanges = 30;
const keptFiles = 300;

/** The hunks of changes. What was read is remembered by the objects it lies between, so it is never out of date. */
export class ReviewedChanges {
  private readonly changes = new Map<string, Promise<Listed>>();
  private readonly files = new Map<string, Promise<ReviewedFile>>();

  constructor(private readonly git: Pick<Git, 'changes' | 'show' | 'kindChanges'>) {}

  /** Throws `GitError`. */
  async all(at: Between): Promise<ReviewedFile[]> {
    return Promise.all((await this.list(at)).files.map((file) => this.read(at, file)));
  }

  /** Undefined where the change does not touch the file. Throws `GitError`. */
  async file(at: Between, path: string): Promise<ReviewedFile | undefined> {
    const file = (await this.list(at)).files.find((each) => each.path === path);
    return file === undefined ? undefined : this.read(at, file);
  }

  /**
   * What was accepted or edited of a file: all of it, its new bytes, or null for nothing. Throws `GitError`.
   */
  async decided(at: Between, file: FileChange, hunks: readonly DecidedHunk[]): Promise<'all' | Uint8Array | null> {
    const { hunks: found } = await this.read(at, file);
    const takenBy = (hunk: ReviewHunk) => {
      const ref = { path: file.path, key: hunk.key };
      return takenOf(
        hunk,
        hunks.find((other) => isSameHunk(other, ref)),
        toBytes,
      );
    };
    const taken = found.map(takenBy);
    if (taken.every((each) => each === 'none')) {
      return null;
    }
    if (taken.every((each) => each === 'all')) {
      return 'all';
    }
    const before = await this.git.show(at.root, at.base, file.oldPath ?? file.path);
    return composeHunks(before ?? new Uint8Array(), found, takenBy);
  }

  /**
   * What was left on purpose of a hunk that was applied with other text or in part: the keys by which that shows in what is
   * not applied. None where all of it was taken, or lines of it are not decided. Throws `GitError`.
   */
  async leftOf(root: string, decided: DecidedHunk): Promise<string[]> {
    const { base, head, path, key } = decided;
    const file = await this.file({ root, base, head }, path);
    const hunk = file?.hunks.find((each) => each.key === key);
    if (hunk === undefined || !['edited', 'mixed'].includes(hunkStatus(hunk, decided))) {
      return [];
    }
    return leftKeys(path, hunk, takenOf(hunk, decided, toBytes), digest);
  }

  private list({ root, base, head }: Between): Promise<Listed> {
    const read = async (): Promise<Listed> => {
      const { git } = this;
      const [files, kinds] = await Promise.all([git.changes(root, base, head), git.kindChanges(root, base, head)]);
      return { files, special: new Set(kinds.filter(isSpecial).map(({ path }) => path)) };
    };
    return remembered(this.changes, `${root} ${base} ${head}`, { read, limit: keptChanges });
  }

  private read(at: Between, file: FileChange): Promise<ReviewedFile> {
    const name = `${at.root} ${at.base} ${at.head} ${file.path}`;
    return remembered(this.files, name, { read: () => this.hunksOf(at, file), limit: keptFiles });
  }

  private async hunksOf(at: Between, file: FileChange): Promise<ReviewedFile> {
    const { path, oldPath = path } = file;
    const { root, base, head } = at;
    const [before, after, { special }] = await Promise.all([
      this.git.show(root, base, oldPath),
      this.git.show(root, head, path),
      this.list(at),
    ]);
    const isSmall = (before?.length ?? 0) + (after?.length ?? 0) < maxBytes;
    const isText = file.added !== null && after !== null && !special.has(path) && isSmall;
    const apart = isText ? hunksOf(path, before ?? new Uint8Array(), after, digest) : [];
    const hunks = apart.length === 0 ? [wholeHunk(path, { before, after }, digest)] : apart;
    return { ...file, hunks, patchId: patchIdOf(hunks, digest) };
  }
}

const digest: Digest = (text) => createHash('sha256').update(text, 'latin1').digest('hex').slice(0, 32);

/** A new file that can be run is text like another one. */
function isSpecial({ from, to }: KindChange): boolean {
  return from !== null || to !== '100755';
}

/** UTF-8, a character for each byte. */
function toBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
