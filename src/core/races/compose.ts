import type { FileChange, TaskId } from '../../protocol';
import type { ReviewHunk } from '../landing/reviewHunks';

/** A file as one candidate changed it, with the places that can be taken of it. */
export interface CandidateFile extends Pick<FileChange, 'path' | 'oldPath' | 'status'> {
  taskId: TaskId;
  hunks: readonly ReviewHunk[];
}

/** What is taken of a candidate's file: some of its hunks, at least one. */
export interface TakenFile extends CandidateFile {
  taken: readonly ReviewHunk[];
}

/** Two candidates were both asked for the same lines of the base, or for two kinds of one file. */
export interface Overlap {
  path: string;
  /** In the base, from 1. */
  line: number;
  taskIds: readonly [TaskId, TaskId];
}

/** A file of a composition, which is this candidate's whole or is made of these hunks, in the order of the base. */
export interface ComposedFile {
  path: string;
  /** Whose entry it is made from; with `all` it is exactly theirs. */
  taskId: TaskId;
  /** All paths that the change of it touches. */
  paths: readonly string[];
  hunks: 'all' | readonly ReviewHunk[];
}

/** Where the choice asks for two things at once; the same change of two candidates is one. */
export function overlapsOf(taken: readonly TakenFile[]): Overlap[] {
  return [...byPath(taken)].flatMap(([path, files]) => [
    ...pairs(files).flatMap(([one, other]) => overlapIn(path, one, other)),
    ...files.flatMap((file) => folderOverlap(path, file, taken)),
  ]);
}

/** What the files become. The choice has no overlaps. */
export function composedFiles(taken: readonly TakenFile[]): ComposedFile[] {
  const owners = new Map<string, TakenFile[]>();
  for (const file of taken) {
    owners.set(file.path, [...(owners.get(file.path) ?? []), file]);
  }
  return [...owners].map(([path, files]) => composed(path, files));
}

function composed(path: string, files: readonly TakenFile[]): ComposedFile {
  const hunks = inOrder(files.flatMap((file) => file.taken));
  const whole = files.find((file) => isSameSet(hunks, inOrder(file.hunks)));
  const of = whole ?? files[0];
  if (of === undefined) {
    throw new RangeError('A composed file is taken of no candidate.');
  }
  return { path, taskId: of.taskId, paths: pathsOf(of), hunks: whole === undefined ? hunks : 'all' };
}

/** By where they stand in the base, what is put before a line before what replaces it; what two have in common once. */
function inOrder(hunks: readonly ReviewHunk[]): ReviewHunk[] {
  const sorted = [...hunks].sort((a, b) => a.oldLine - b.oldLine || a.removed.length - b.removed.length);
  return sorted.filter((hunk, index) => !sorted.slice(0, index).some((earlier) => isSame(hunk, earlier)));
}

function isSameSet(some: readonly ReviewHunk[], all: readonly ReviewHunk[]): boolean {
  return some.length === all.length && all.every((hunk) => some.some((other) => isSame(hunk, other)));
}

/** A whole file has its content in its key; of lines the place counts too, since a key is the same wherever they stand. */
function isSame(a: ReviewHunk, b: ReviewHunk): boolean {
  return (
    a.isWhole === b.isWhole &&
    (a.isWhole
      ? a.key === b.key
      : a.oldLine === b.oldLine && isEqual(a.removed, b.removed) && isEqual(a.added, b.added))
  );
}

function isEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}

function overlapIn(path: string, one: TakenFile, other: TakenFile): Overlap[] {
  const taskIds = [one.taskId, other.taskId] as const;
  if (one.path === other.path && path !== one.path) {
    return [];
  }
  const isMoved = one.oldPath !== undefined || other.oldPath !== undefined;
  if (isMoved && (one.path !== other.path || one.oldPath !== other.oldPath)) {
    return [{ path, line: 1, taskIds }];
  }
  return one.taken.flatMap((hunk) => {
    const against = other.taken.find((each) => isAgainst(hunk, each));
    return against === undefined ? [] : [{ path, line: Math.max(hunk.oldLine, against.oldLine), taskIds }];
  });
}

function isAgainst(a: ReviewHunk, b: ReviewHunk): boolean {
  if (isSame(a, b)) {
    return false;
  }
  const [aEnd, bEnd] = [a.oldLine + a.removed.length, b.oldLine + b.removed.length];
  const isShared = a.oldLine < bEnd && b.oldLine < aEnd;
  const isSamePlace = a.oldLine === bEnd && b.oldLine === aEnd;
  return a.isWhole || b.isWhole || isShared || isSamePlace || isJoined(a, b) || isJoined(b, a);
}

/** The last line of one has no end, and the other would go on behind it. */
function isJoined(first: ReviewHunk, next: ReviewHunk): boolean {
  const isOpen = first.added.length > 0 && first.added.at(-1)?.endsWith('\n') !== true;
  return isOpen && next.oldLine >= first.oldLine + first.removed.length;
}

/** One made a file where another one made a folder. */
function folderOverlap(path: string, file: TakenFile, taken: readonly TakenFile[]): Overlap[] {
  if (file.status === 'deleted' || path !== file.path) {
    return [];
  }
  const inside = taken.find(
    (other) => other.status !== 'deleted' && other.taskId !== file.taskId && other.path.startsWith(`${path}/`),
  );
  return inside === undefined ? [] : [{ path, line: 1, taskIds: [file.taskId, inside.taskId] }];
}

function byPath(taken: readonly TakenFile[]): Map<string, TakenFile[]> {
  const found = new Map<string, TakenFile[]>();
  for (const file of taken) {
    for (const path of pathsOf(file)) {
      found.set(path, [...(found.get(path) ?? []), file]);
    }
  }
  return found;
}

function pathsOf({ path, oldPath }: CandidateFile): string[] {
  return oldPath === undefined ? [path] : [path, oldPath];
}

function pairs<T>(all: readonly T[]): [T, T][] {
  return all.flatMap((one, index) => all.slice(index + 1).map((other): [T, T] => [one, other]));
}
