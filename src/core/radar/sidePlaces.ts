import type { LineRange } from '../../protocol';

/** Lines that a side put in the place of others. Positions count from 0. */
export interface SideHunk {
  baseFrom: number;
  removed: readonly string[];
  sideFrom: number;
  added: readonly string[];
}

/** Where both sides changed the same lines. */
export interface SidePlace {
  base: LineRange;
  ours: LineRange;
  theirs: LineRange;
}

interface Span {
  from: number;
  to: number;
  ours: SideHunk[];
  theirs: SideHunk[];
}

/**
 * Where two changes of a text conflict, by the rule of git's merges: changes that touch, without an unchanged line between
 * them, and come to different lines. Hunks have no context, and those of a side are in their order.
 */
export function sidePlaces(ours: readonly SideHunk[], theirs: readonly SideHunk[]): SidePlace[] {
  return spansOf(ours, theirs)
    .filter((span) => span.ours.length > 0 && span.theirs.length > 0 && !isSame(span))
    .map(({ from, to, ...sides }) => ({
      base: range(from, to),
      ours: sideRange(sides.ours, from, to),
      theirs: sideRange(sides.theirs, from, to),
    }));
}

function spansOf(ours: readonly SideHunk[], theirs: readonly SideHunk[]): Span[] {
  const all = [...ours.map((hunk) => ({ hunk, side: 'ours' as const })), ...theirs.map(theirsHunk)].sort(
    (one, other) => one.hunk.baseFrom - other.hunk.baseFrom || endOf(one.hunk) - endOf(other.hunk),
  );
  const spans: Span[] = [];
  for (const { hunk, side } of all) {
    const last = spans.at(-1);
    const span =
      last !== undefined && hunk.baseFrom <= last.to
        ? last
        : { from: hunk.baseFrom, to: hunk.baseFrom, ours: [], theirs: [] };
    if (span !== last) {
      spans.push(span);
    }
    span[side].push(hunk);
    span.to = Math.max(span.to, endOf(hunk));
  }
  return spans;
}

function theirsHunk(hunk: SideHunk): { hunk: SideHunk; side: 'theirs' } {
  return { hunk, side: 'theirs' };
}

function endOf({ baseFrom, removed }: SideHunk): number {
  return baseFrom + removed.length;
}

/** Both sides come to the same lines. */
function isSame({ from, to, ours, theirs }: Span): boolean {
  const base = new Map<number, string>();
  for (const { baseFrom, removed } of [...ours, ...theirs]) {
    removed.forEach((line, index) => base.set(baseFrom + index, line));
  }
  const one = linesOf(ours, { from, to, base });
  const other = linesOf(theirs, { from, to, base });
  return one.length === other.length && one.every((line, index) => line === other[index]);
}

function linesOf(
  hunks: readonly SideHunk[],
  { from, to, base }: { from: number; to: number; base: ReadonlyMap<number, string> },
): string[] {
  const kept = (start: number, end: number): string[] =>
    Array.from({ length: end - start }, (_, index) => base.get(start + index) ?? '');
  const lines: string[] = [];
  let at = from;
  for (const hunk of hunks) {
    lines.push(...kept(at, hunk.baseFrom), ...hunk.added);
    at = endOf(hunk);
  }
  return [...lines, ...kept(at, to)];
}

/** What the side has for the lines `from` to `to` of the base. */
function sideRange(hunks: readonly SideHunk[], from: number, to: number): LineRange {
  const [first, last] = [hunks[0], hunks.at(-1)];
  if (first === undefined || last === undefined) {
    return range(from, to);
  }
  return range(first.sideFrom - (first.baseFrom - from), last.sideFrom + last.added.length + (to - endOf(last)));
}

function range(from: number, to: number): LineRange {
  return { from: from + 1, count: to - from };
}
