import { indentOf, isBlank } from './whiteSpace';

/** Turns the indentation of wanted lines into that of the file's lines; null when a line can't be shifted so far. */
export interface IndentShift {
  /** As a clause: `4 spaces more`. */
  description: string;
  apply(line: string): string | null;
}

interface Pair {
  wanted: string;
  found: string;
}

/**
 * The one shift that leads from every wanted line to the line found for it: the same white space in front of each, or
 * taken from each, or tabs in the place of a number of spaces, or the reverse. Blank lines tell nothing. Null when there
 * is no such shift.
 */
export function indentShift(wanted: readonly string[], found: readonly string[]): IndentShift | null {
  const pairs = wanted.flatMap((line, index): Pair[] =>
    isBlank(line) ? [] : [{ wanted: indentOf(line), found: indentOf(found[index] ?? '') }],
  );
  const [first] = pairs;
  return first === undefined ? null : (longer(first, pairs) ?? shorter(first, pairs) ?? otherUnit(pairs));
}

function longer(first: Pair, pairs: readonly Pair[]): IndentShift | null {
  const added = first.found.slice(0, first.found.length - first.wanted.length);
  return pairs.every(({ wanted, found }) => found === added + wanted)
    ? { description: `${named(added)} more`, apply: (line) => (isBlank(line) ? line : added + line) }
    : null;
}

function shorter(first: Pair, pairs: readonly Pair[]): IndentShift | null {
  const taken = first.wanted.slice(0, first.wanted.length - first.found.length);
  return pairs.every(({ wanted, found }) => wanted === taken + found)
    ? {
        description: `${named(taken)} less`,
        apply: (line) => (isBlank(line) ? line : line.startsWith(taken) ? line.slice(taken.length) : null),
      }
    : null;
}

interface Unit {
  toTabs: boolean;
  /** Spaces that stand for a tab. */
  size: number;
  /** Levels that the file has more. */
  levels: number;
}

/** Tabs for spaces or spaces for tabs, perhaps some levels deeper or less deep. */
function otherUnit(pairs: readonly Pair[]): IndentShift | null {
  const toTabs = pairs.every(({ wanted, found }) => /^ *$/.test(wanted) && /^\t*$/.test(found));
  const toSpaces = pairs.every(({ wanted, found }) => /^\t*$/.test(wanted) && /^ *$/.test(found));
  if (!toTabs && !toSpaces) {
    return null;
  }
  const units = [4, 2, 8, 3, 1, 5, 6, 7].flatMap((size) => unitOf(pairs, { toTabs, size }));
  const isGraded = new Set(pairs.map(({ wanted }) => wanted)).size > 1;
  const unit = units.find(({ levels }) => levels === 0) ?? (isGraded ? units[0] : undefined);
  return unit === undefined ? null : { description: unitText(unit), apply: (line) => convert(line, unit) };
}

function unitOf(pairs: readonly Pair[], { toTabs, size }: Omit<Unit, 'levels'>): Unit[] {
  const differences = new Set(
    pairs.map(({ wanted, found }) =>
      toTabs ? found.length - wanted.length / size : found.length / size - wanted.length,
    ),
  );
  const [levels = 0] = differences;
  return differences.size === 1 && Number.isInteger(levels) ? [{ toTabs, size, levels }] : [];
}

function unitText({ toTabs, size, levels }: Unit): string {
  const spaces = size === 1 ? '1 space' : `${size} spaces`;
  const kind = toTabs ? `tabs in the place of ${spaces}` : `${spaces} in the place of tabs`;
  const depth = levels > 0 ? `, ${levels} more` : levels < 0 ? `, ${-levels} less` : '';
  return kind + depth;
}

function convert(line: string, { toTabs, size, levels }: Unit): string | null {
  if (isBlank(line)) {
    return line;
  }
  const run = (toTabs ? /^ */ : /^\t*/).exec(line)?.[0] ?? '';
  const level = (toTabs ? Math.floor(run.length / size) : run.length) + levels;
  if (level < 0) {
    return null;
  }
  const rest = line.slice(run.length);
  return toTabs ? '\t'.repeat(level) + ' '.repeat(run.length % size) + rest : ' '.repeat(level * size) + rest;
}

function named(white: string): string {
  const kind = /^ *$/.test(white) ? 'space' : /^\t*$/.test(white) ? 'tab' : 'character';
  return white.length === 1 ? `1 ${kind}` : `${white.length} ${kind}s`;
}
