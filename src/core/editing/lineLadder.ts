import { type IndentShift, indentShift } from './indentShift';
import { foldLookAlikes, hasLookAlike } from './lookAlikes';
import type { Line } from './textLines';
import { indentOf, isBlank, withoutTrailing } from './whiteSpace';

/** One way of taking two lines for the same; the next one is tried where this one finds nothing. */
interface Rung {
  key: (line: string) => string;
  /** Indentation is left out of the key and has to be shifted by the same amount everywhere. */
  isShifted: boolean;
}

/** Where wanted lines stand in a file. */
export interface Place {
  /** Index of the first line, and of the one behind the last. */
  from: number;
  to: number;
  /** Where the place begins in its first line and ends in its last; whole lines unless the wanted text is a part of them. */
  start: number;
  end: number;
  shift: IndentShift | null;
}

const trimEnd = withoutTrailing;
const trimBoth = (line: string) => trimEnd(line).slice(indentOf(trimEnd(line)).length);

const rungs: readonly Rung[] = [
  { key: (line) => line, isShifted: false },
  { key: trimEnd, isShifted: false },
  { key: trimBoth, isShifted: true },
  { key: (line) => trimEnd(foldLookAlikes(line)), isShifted: false },
  { key: (line) => trimBoth(foldLookAlikes(line)), isShifted: true },
];

/** How many rungs there are where no character looks like another. */
const plainRungs = 3;

export type Search = (lines: readonly Line[], wanted: readonly string[], rung: Rung) => Place[];

/**
 * All places of the first rung that has any: line by line the same but for line ends, then but for trailing white space,
 * then for a uniform shift of the indentation, then for look-alikes of quotes, dashes and spaces.
 */
export function climb(lines: readonly Line[], wanted: readonly string[], search: Search): Place[] {
  const isBlankOnly = wanted.every(isBlank);
  const mayLookAlike = [...lines.map(({ text }) => text), ...wanted].some(hasLookAlike);
  for (const rung of rungs.slice(0, isBlankOnly ? 1 : mayLookAlike ? rungs.length : plainRungs)) {
    const places = search(lines, wanted, rung);
    if (places.length > 0) {
      return places;
    }
  }
  return [];
}

/** Finds whole lines. */
export function wholeLines(lines: readonly Line[], wanted: readonly string[], { key, isShifted }: Rung): Place[] {
  const starts = positionsOf(
    lines.map(({ text }) => key(text)),
    wanted.map(key),
  );
  return starts.flatMap((from): Place[] => {
    const to = from + wanted.length;
    const texts = lines.slice(from, to).map(({ text }) => text);
    const shift = isShifted ? indentShift(wanted.map(fold), texts.map(fold)) : null;
    return isShifted && shift === null ? [] : [{ from, to, start: 0, end: texts.at(-1)?.length ?? 0, shift }];
  });
}

const fold = foldLookAlikes;

/**
 * Finds text whose first line may begin, and whose last may end, in the middle of a line. Where the indentation is
 * shifted only whole lines are found.
 */
export function partsOfLines(lines: readonly Line[], wanted: readonly string[], rung: Rung): Place[] {
  const [first = '', ...others] = wanted;
  const last = others.pop();
  if (rung.isShifted) {
    return last === '' ? linesBefore(lines, wanted, rung) : wholeLines(lines, wanted, rung);
  }
  if (last === undefined) {
    return inOneLine(lines, first, rung);
  }
  const keys = lines.map(({ text }) => rung.key(text));
  const head = rung.key(first);
  const starts = others.length === 0 ? keys.map((_, index) => index + 1) : positionsOf(keys, others.map(rung.key));
  return starts.flatMap((middle): Place[] => {
    const to = middle + others.length + 1;
    const before = keys[middle - 1];
    const end = endIn(lines[to - 1]?.text, last, rung);
    return before?.endsWith(head) === true && end !== null
      ? [{ from: middle - 1, to, start: before.length - head.length, end, shift: null }]
      : [];
  });
}

/** The wanted text ends with a line end, so its place ends where the next line begins. */
function linesBefore(lines: readonly Line[], wanted: readonly string[], rung: Rung): Place[] {
  const isLast = (place: Place) => place.to === lines.length;
  return wholeLines(lines, wanted.slice(0, -1), rung)
    .filter((place) => !isLast(place))
    .map((place) => ({ ...place, to: place.to + 1, end: 0 }));
}

/** How far the last wanted line reaches: to the end of the line, or as long as it is itself. */
function endIn(line: string | undefined, last: string, { key }: Rung): number | null {
  if (line === undefined) {
    return null;
  }
  const plain = untrimmed(last, key);
  return last !== '' && key(line) === key(last)
    ? line.length
    : untrimmed(line, key).startsWith(plain)
      ? plain.length
      : null;
}

function inOneLine(lines: readonly Line[], wanted: string, { key }: Rung): Place[] {
  const plain = untrimmed(wanted, key);
  const short = key(wanted);
  return lines.flatMap(({ text }, from): Place[] => {
    const at = (start: number, end: number): Place => ({ from, to: from + 1, start, end, shift: null });
    const inside = offsetsOf(untrimmed(text, key), plain).map((start) => at(start, start + plain.length));
    const line = inside.length === 0 && short !== plain ? key(text) : '';
    return short !== '' && line.endsWith(short) ? [at(line.length - short.length, text.length)] : inside;
  });
}

/** A part of a line keeps the white space at its end, which is not the line's. */
function untrimmed(text: string, key: Rung['key']): string {
  return key(`${text}.`).slice(0, -1);
}

/** Where `wanted` stands in `text`; a place that overlaps the one before it counts only when there is no third. */
export function offsetsOf(text: string, wanted: string): number[] {
  const offsets: number[] = [];
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) {
    offsets.push(at);
  }
  const [first] = offsets;
  const overlapping = first === undefined || offsets.length > 1 ? -1 : text.indexOf(wanted, first + 1);
  return overlapping === -1 ? offsets : [...offsets, overlapping];
}

/** Where `wanted` stands in `list`, in time that grows with the sum of both lengths. */
function positionsOf(list: readonly string[], wanted: readonly string[]): number[] {
  const borders = bordersOf(wanted);
  const found: number[] = [];
  let matched = 0;
  for (const [index, item] of list.entries()) {
    while (matched > 0 && item !== wanted[matched]) {
      matched = borders[matched - 1] ?? 0;
    }
    matched += item === wanted[matched] ? 1 : 0;
    if (matched === wanted.length) {
      found.push(index + 1 - matched);
      matched = borders[matched - 1] ?? 0;
    }
  }
  return found;
}

/** For each beginning of the list, how long the longest shorter beginning is that it ends with. */
function bordersOf(list: readonly string[]): number[] {
  const borders = [0];
  let length = 0;
  for (let index = 1; index < list.length; index += 1) {
    while (length > 0 && list[index] !== list[length]) {
      length = borders[length - 1] ?? 0;
    }
    length += list[index] === list[length] ? 1 : 0;
    borders.push(length);
  }
  return borders;
}
