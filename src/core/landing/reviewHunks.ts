import type { DecidedHunk, HunkKey } from '../../protocol';
import { blocksOf, bytesOf, linesOf } from './changedPlaces';

/** A place of a change as a person decides about it. Lines are with their ends, a character for each byte. */
export interface ReviewHunk {
  key: HunkKey;
  /** Where it begins in the old and in the new text, from 1. */
  oldLine: number;
  line: number;
  removed: readonly string[];
  added: readonly string[];
  /** What can be decided apart: the new lines, and 1 where nothing but old ones went. */
  size: number;
  /** Taken as a whole or not at all: the file is new, gone, a link or no text. */
  isWhole: boolean;
}

/** What is taken of a hunk: all of it, these of its new lines, or other bytes in its place. */
export type Taken = 'all' | 'none' | { lines: ReadonlySet<number> } | { text: string };

/** 32 hexadecimal digits for a text of one character a byte. */
export type Digest = (text: string) => string;

/** The hunks of a file that is text on both sides; an absent side is empty. */
export function hunksOf(path: string, before: Uint8Array, after: Uint8Array, digest: Digest): ReviewHunk[] {
  const old = linesOf(before);
  const seen = new Map<string, number>();
  let shift = 0;
  return blocksOf(old, linesOf(after)).map(({ from, to, lines }) => {
    const removed = old.slice(from, to);
    const line = from + shift + 1;
    shift += lines.length - removed.length;
    const hash = keyOf(path, { removed, added: lines }, digest);
    const again = seen.get(hash) ?? 0;
    seen.set(hash, again + 1);
    const key = again === 0 ? hash : `${hash}.${again}`;
    return { key, oldLine: from + 1, line, removed, added: lines, size: Math.max(1, lines.length), isWhole: false };
  });
}

function keyOf(path: string, { removed, added }: Pick<ReviewHunk, 'removed' | 'added'>, digest: Digest): HunkKey {
  return digest(JSON.stringify([path, removed, added]));
}

/** The one hunk of a file that is taken whole; null stands for a side on which it is not there. */
export function wholeHunk(
  path: string,
  sides: { before: Uint8Array | null; after: Uint8Array | null },
  digest: Digest,
): ReviewHunk {
  const shown = [sides.before, sides.after].map((side) => (side === null ? null : linesOf(side).join('')));
  const key = digest(JSON.stringify(['whole', path, ...shown]));
  return { key, oldLine: 1, line: 1, removed: [], added: [], size: 1, isWhole: true };
}

/** A hash of what a change does to a file, without line numbers: it stays when the file is moved along by other work. */
export function patchIdOf(hunks: readonly ReviewHunk[], digest: Digest): string {
  return digest(hunks.map(({ key }) => key).join('\n'));
}

/**
 * `before` with what is taken of each hunk, byte for byte. Where a person took lines apart or wrote others, a line that
 * is no longer the last one gets the line end of its neighbours.
 */
export function composeHunks(
  before: Uint8Array,
  hunks: readonly ReviewHunk[],
  taken: (hunk: ReviewHunk) => Taken,
): Uint8Array {
  const old = linesOf(before);
  const made: string[] = [];
  let at = 0;
  for (const hunk of hunks) {
    const from = hunk.oldLine - 1;
    made.push(...old.slice(at, from), ...takenLines(hunk, taken(hunk), from + hunk.removed.length >= old.length));
    at = from + hunk.removed.length;
  }
  made.push(...old.slice(at));
  return bytesOf(made.join(''));
}

function takenLines(hunk: ReviewHunk, taken: Taken, isLast: boolean): readonly string[] {
  const { added, removed } = hunk;
  if (taken === 'all') {
    return added;
  }
  if (taken === 'none') {
    return removed;
  }
  const lines = 'text' in taken ? linesOfText(taken.text) : mixedLines(hunk, taken.lines);
  const end = [...added, ...removed].some((line) => line.endsWith('\r\n')) ? '\r\n' : '\n';
  return lines.map((line, index) =>
    line.endsWith('\n') || (isLast && index === lines.length - 1) ? line : line + end,
  );
}

/**
 * New line by new line: taken, or the old line that stood in its place. Old lines beyond the last new one belong to it.
 */
function mixedLines({ added, removed, size }: ReviewHunk, taken: ReadonlySet<number>): string[] {
  return Array.from({ length: size }, (_, index) => {
    const until = index === size - 1 ? removed.length : index + 1;
    return taken.has(index) ? added.slice(index, index + 1) : removed.slice(index, until);
  }).flat();
}

function linesOfText(text: string): string[] {
  return text.split(/(?<=\n)/).filter((line) => line !== '');
}

/**
 * The keys of what is left of a hunk of which a part, or another text, was taken: between that and its new lines. A
 * digest without the numbers of equal ones.
 */
export function leftKeys(path: string, hunk: ReviewHunk, taken: Taken, digest: Digest): HunkKey[] {
  const made = takenLines(hunk, taken, true);
  return blocksOf(made, hunk.added).map(({ from, to, lines }) =>
    keyOf(path, { removed: made.slice(from, to), added: lines }, digest),
  );
}

/** What of a hunk is taken by what was decided about it. */
export function takenOf(hunk: ReviewHunk, decided: DecidedHunk | undefined, bytes: (text: string) => string): Taken {
  const parts = decided?.parts ?? [];
  const edited = parts.map(({ verdict }) => verdict).find((verdict) => verdict.kind === 'edited');
  if (edited !== undefined) {
    return { text: bytes(edited.text) };
  }
  const all = Array.from({ length: hunk.size }, (_, line) => line);
  const accepted = parts.filter(({ verdict }) => verdict.kind === 'accepted').flatMap(({ lines }) => lines ?? all);
  const lines = new Set(accepted);
  return lines.size === 0 ? 'none' : lines.size >= hunk.size ? 'all' : { lines };
}

/** What a person sees of a hunk: `part` while some of its lines are open. */
export type HunkStatus = 'open' | 'part' | 'accepted' | 'rejected' | 'edited' | 'mixed';

export function hunkStatus(
  hunk: Pick<ReviewHunk, 'size'>,
  decided: Pick<DecidedHunk, 'parts'> | undefined,
): HunkStatus {
  const parts = decided?.parts ?? [];
  const count = parts.reduce((sum, { lines }) => sum + (lines?.length ?? hunk.size), 0);
  const kinds = new Set(parts.map(({ verdict }) => verdict.kind));
  const [only] = kinds;
  if (only === undefined) {
    return 'open';
  }
  return count < hunk.size ? 'part' : kinds.size > 1 ? 'mixed' : only;
}
