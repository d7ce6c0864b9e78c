import { blocksOf, bytesOf, linesOf } from './changedPlaces';

/** A place that both sides changed. Lines are with their ends, a character for each byte. */
interface Place {
  old: readonly string[];
  ours: readonly string[];
  theirs: readonly string[];
}

/** A place in which a result still holds what both sides began from. `line` is where that begins in the result, from 1. */
export interface OldPlace extends Place {
  line: number;
}

interface Sides {
  base: Uint8Array | null;
  ours: Uint8Array | null;
  theirs: Uint8Array | null;
}

type Block = ReturnType<typeof blocksOf>[number];

/**
 * The conflicts of a file in which nobody decided: a merge editor begins with the old text there, and whoever overlooks
 * one would lose what both sides made of it. Ends of lines don't count, because editors make them alike.
 */
export function oldPlaces(sides: Sides, result: Uint8Array): OldPlace[] {
  const { lines, conflicts } = begun(sides);
  const blocks = blocksOf(lines.map(bare), linesOf(result).map(bare));
  return conflicts
    .filter((conflict) => !blocks.some((block) => isDecidedBy(block, conflict)))
    .map(({ at, ...place }) => ({ ...place, line: at + 1 + shiftBefore(blocks, at) }));
}

/** The result with one side in these places of it, and all else as it is. */
export function takeSide(result: Uint8Array, places: readonly OldPlace[], side: 'ours' | 'theirs'): Uint8Array {
  const lines = linesOf(result);
  const made: string[] = [];
  let at = 0;
  for (const place of places) {
    const from = place.line - 1;
    made.push(...lines.slice(at, from), ...place[side]);
    at = from + place.old.length;
  }
  made.push(...lines.slice(at));
  return bytesOf(made.map((line, number) => (number < made.length - 1 ? ended(line) : line)).join(''));
}

/** What only one side changed as it made it, and the old text where both did. */
function begun(sides: Sides): { lines: string[]; conflicts: (Place & { at: number })[] } {
  const [base, ours, theirs] = [sides.base, sides.ours, sides.theirs].map((side) => linesOf(side ?? new Uint8Array()));
  const old = base ?? [];
  const changes = { ours: changesOf(old, ours ?? []), theirs: changesOf(old, theirs ?? []) };
  const lines: string[] = [];
  const conflicts: (Place & { at: number })[] = [];
  let at = 0;
  for (const group of together([...changes.ours, ...changes.theirs])) {
    lines.push(...old.slice(at, group.from));
    const made = { ours: within(old, changes.ours, group), theirs: within(old, changes.theirs, group) };
    const before = old.slice(group.from, group.to);
    if (areAlike(made.ours, before) || areAlike(made.ours, made.theirs)) {
      lines.push(...made.theirs);
    } else if (areAlike(made.theirs, before)) {
      lines.push(...made.ours);
    } else {
      conflicts.push({ at: lines.length, old: before, ...made });
      lines.push(...before);
    }
    at = group.to;
  }
  lines.push(...old.slice(at));
  return { lines, conflicts };
}

/** Compared without the ends of lines, but with the lines as they are. */
function changesOf(old: readonly string[], now: readonly string[]): Block[] {
  let shift = 0;
  return blocksOf(old.map(bare), now.map(bare)).map(({ from, to, lines }) => {
    const start = from + shift;
    shift += lines.length - (to - from);
    return { from, to, lines: now.slice(start, start + lines.length) };
  });
}

/** Changes that overlap or touch are one place, as git has it. */
function together(changes: readonly Block[]): { from: number; to: number }[] {
  const groups: { from: number; to: number }[] = [];
  for (const { from, to } of [...changes].sort((one, other) => one.from - other.from || one.to - other.to)) {
    const last = groups.at(-1);
    if (last !== undefined && from <= last.to) {
      last.to = Math.max(last.to, to);
    } else {
      groups.push({ from, to });
    }
  }
  return groups;
}

function within(old: readonly string[], changes: readonly Block[], group: { from: number; to: number }): string[] {
  const made: string[] = [];
  let at = group.from;
  for (const { from, to, lines } of changes.filter((one) => one.from >= group.from && one.to <= group.to)) {
    made.push(...old.slice(at, from), ...lines);
    at = to;
  }
  return [...made, ...old.slice(at, group.to)];
}

/** What was put beside the old text decides only where a side did no more than that. */
function isDecidedBy(block: Block, { at, ...place }: Place & { at: number }): boolean {
  const end = at + place.old.length;
  if (block.from < end && block.to > at) {
    return true;
  }
  const isBeside = block.from === block.to && (block.from === at || block.from === end);
  return isBeside && [place.ours, place.theirs].some((side) => growsFrom(place.old, side));
}

function growsFrom(old: readonly string[], side: readonly string[]): boolean {
  const isLonger = side.length > old.length;
  const starts = areAlike(side.slice(0, old.length), old);
  return isLonger && (starts || areAlike(side.slice(side.length - old.length), old));
}

function shiftBefore(blocks: readonly Block[], at: number): number {
  return blocks
    .filter(({ to }) => to <= at)
    .reduce((shift, { from, to, lines }) => shift + lines.length - (to - from), 0);
}

function areAlike(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((line, at) => bare(line) === bare(others[at] ?? ''));
}

function bare(line: string): string {
  return line.replace(/\r?\n$/, '');
}

function ended(line: string): string {
  return line.endsWith('\n') ? line : `${line}\n`;
}
