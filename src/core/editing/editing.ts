import { diffArrays, diffLines } from 'diff';
import { EditError } from '../errors';
import { climb, offsetsOf, partsOfLines, type Place } from './lineLadder';
import { differencesOf, type LineOp, listed, rewriteLines } from './lineRewrite';
import { nearestText } from './nearestText';
import { endAt, firstEnd, joinLines, type Line, type LineEnd, splitLines, splitMark } from './textLines';

export interface Edit {
  oldText: string;
  newText: string;
  /** Replace every place; without it more than one is refused. */
  all: boolean;
}

export interface Edited {
  text: string;
  /** The lines, from 1, at which the places begin. */
  lines: number[];
  /** In what old_text is not exactly what the file has, as clauses; empty when it is. */
  differences: string[];
}

export interface LineCounts {
  added: number;
  removed: number;
}

/** A file's text and old_text, taken apart. Lines end with one more, empty line where the text ends in a line end. */
interface Wanted {
  body: string;
  lines: readonly Line[];
  oldText: string;
  newText: string;
}

/**
 * Replaces text in a file: where it stands exactly so, else where it stands but for line ends, trailing white space, a
 * uniform shift of the indentation, or look-alikes of quotes, dashes and spaces. Lines that both texts have are kept as
 * the file has them; new ones end as the file's lines do and are shifted by the same amount. A byte order mark and the
 * end of the file stay as they are. Throws `EditError` with the places to look at.
 */
export function applyEdit(content: string, edit: Edit): Edited {
  if (edit.oldText === edit.newText) {
    throw new EditError('no-change', 'old_text and new_text are the same; nothing was changed.');
  }
  const { mark, body } = splitMark(content);
  const { oldText, newText } = edit;
  const split = splitExactly(body, edit);
  if (split !== null) {
    return { ...split, text: mark + split.text };
  }
  const wanted = { body, lines: withLastLine(body), oldText, newText };
  const { places, ...texts } = placesOf(wanted);
  if (places.length === 0) {
    throw new EditError('no-match', `old_text was not found. ${nearestText(wanted.lines, linesOf(oldText))}`);
  }
  const chosen = edit.all ? withoutOverlaps(places) : places;
  if (chosen.length > 1 && !edit.all) {
    throw tooMany(wanted.lines, chosen);
  }
  const edited = replacePlaces({ ...wanted, ...texts }, chosen, splitLines(oldText));
  if (edited.text === body) {
    throw new EditError('no-change', 'old_text and new_text are the same but for white space; nothing was changed.');
  }
  return { ...edited, text: mark + edited.text };
}

/** Text that ends between the two characters of a line end is replaced as it is. */
function splitExactly(body: string, { oldText, newText, all }: Edit): Edited | null {
  const offsets = oldText.endsWith('\r') ? offsetsOf(body, oldText) : [];
  if (!offsets.some((offset) => body[offset + oldText.length] === '\n')) {
    return null;
  }
  const lines = splitLines(body);
  const starts = startsOf(lines);
  const places = offsets.map((offset) => lineAt(starts, offset) + 1);
  if (places.length > 1 && !all) {
    throw tooMany(
      lines,
      places.map((line) => ({ from: line - 1 })),
    );
  }
  return { text: body.split(oldText).join(newText), lines: places, differences: [] };
}

function withLastLine(body: string): Line[] {
  const lines = splitLines(body);
  return lines.at(-1)?.end === '' ? lines : [...lines, { text: '', end: '' }];
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/);
}

function placesOf(wanted: Wanted): { places: Place[]; oldText: string; newText: string } {
  const { body, lines, oldText, newText } = wanted;
  const exact = offsetsOf(body, oldText);
  if (exact.length > 0) {
    const starts = startsOf(lines);
    const place = (offset: number) => placeAt({ lines, starts }, offset, offset + oldText.length);
    return { places: exact.map(place), oldText, newText };
  }
  const places = climb(lines, linesOf(oldText), partsOfLines);
  const isOpen = oldText.endsWith('\n') && !body.endsWith('\n');
  return places.length > 0 || !isOpen ? { places, oldText, newText } : placesAtEnd(wanted);
}

/** The file ends without a line end and old_text with one. */
function placesAtEnd({ lines, oldText, newText }: Wanted): { places: Place[]; oldText: string; newText: string } {
  const shorter = oldText.replace(/\r?\n$/, '');
  const places = climb(lines, linesOf(shorter), partsOfLines);
  const isAtEnd = ({ to, end }: Place) => to === lines.length && end === lines.at(-1)?.text.length;
  return { places: places.filter(isAtEnd), oldText: shorter, newText: newText.replace(/\r?\n$/, '') };
}

function startsOf(lines: readonly Line[]): number[] {
  let at = 0;
  return lines.map(({ text, end }) => (at += text.length + end.length) - text.length - end.length);
}

/** Index of the line that holds the character at `offset`. */
function lineAt(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

/** A place never begins between the two characters of a line end. */
function placeAt(
  { lines, starts }: { lines: readonly Line[]; starts: readonly number[] },
  offset: number,
  offsetEnd: number,
): Place {
  const from = lineAt(starts, offset);
  const last = lineAt(starts, offsetEnd);
  return {
    from,
    to: last + 1,
    start: Math.min(offset - (starts[from] ?? 0), lines[from]?.text.length ?? 0),
    end: offsetEnd - (starts[last] ?? 0),
    shift: null,
  };
}

function withoutOverlaps(places: readonly Place[]): Place[] {
  const kept: Place[] = [];
  for (const place of places) {
    const last = kept.at(-1);
    const isApart =
      last === undefined || place.from > last.to - 1 || (place.from === last.to - 1 && place.start >= last.end);
    kept.push(...(isApart ? [place] : []));
  }
  return kept;
}

const maxPlacesShown = 20;

function tooMany(lines: readonly Line[], places: readonly Pick<Place, 'from'>[]): EditError {
  const shown = places.slice(0, maxPlacesShown);
  const numbers = shown.map(({ from }) => from + 1).join(', ');
  const texts = shown.map(({ from }) => `${from + 1}: ${lines[from]?.text.slice(0, 200) ?? ''}`).join('\n');
  return new EditError(
    'many-matches',
    `old_text stands in ${places.length} places, at lines ${numbers}${places.length > maxPlacesShown ? ', …' : ''}; nothing was changed.`,
    { hint: `Include more of the lines around it, or set replace_all.\n${texts}` },
  );
}

function replacePlaces(
  { body, lines, oldText, newText }: Wanted,
  places: readonly Place[],
  wanted: readonly Line[],
): Edited {
  const starts = startsOf(lines);
  const ops = opsOf(linesOf(oldText), linesOf(newText));
  const differences = new Set<string>();
  const pieces: string[] = [];
  let at = 0;
  for (const place of places) {
    const found = regionOf(lines, place);
    const first = (starts[place.from] ?? 0) + place.start;
    pieces.push(body.slice(at, first), rewritten(found, ops, { place, end: styleAt(lines, place, newText) }));
    at = (starts[place.to - 1] ?? 0) + place.end;
    differencesOf(found, wanted, place.shift).forEach((difference) => differences.add(difference));
  }
  return {
    text: pieces.join('') + body.slice(at),
    lines: places.map(({ from }) => from + 1),
    differences: [...differences],
  };
}

/** The lines of a place, cut where it begins and ends; its last line has no end. */
function regionOf(lines: readonly Line[], { from, to, start, end }: Place): Line[] {
  return lines.slice(from, to).map((line, index) => {
    const isLast = index === to - from - 1;
    const text = line.text.slice(index === 0 ? start : 0, isLast ? end : undefined);
    return { text, end: isLast ? '' : line.end };
  });
}

/** How new lines end where no line of the place tells: as the lines around it, or as written in a file of one line. */
function styleAt(lines: readonly Line[], { from }: Place, newText: string): LineEnd {
  const isAlone = lines.length === 1;
  return isAlone && newText.includes('\r\n') ? '\r\n' : firstEnd(lines[from]?.end, endAt(lines, from));
}

function rewritten(
  found: readonly Line[],
  ops: readonly LineOp[],
  { place, end: style }: { place: Place; end: LineEnd },
): string {
  const made = rewriteLines(found, ops, { shift: place.shift, end: style });
  if (made === null) {
    const how = place.shift?.description ?? '';
    throw new EditError(
      'no-match',
      `old_text fits at line ${place.from + 1} only with other indentation (${how}), and new_text has a line that can't be shifted so far; nothing was changed.`,
      { hint: 'Copy the indentation from the file.' },
    );
  }
  const last = made.length - 1;
  return joinLines(made.map(({ text, end }, index) => ({ text, end: index === last ? '' : firstEnd(end, style) })));
}

const maxEditLength = 2000;

/** The change from one text to the other, line by line; of very different long texts no line is kept. */
function opsOf(before: readonly string[], after: readonly string[]): LineOp[] {
  const changes = diffArrays([...before], [...after], { maxEditLength });
  const op = (kind: LineOp['kind']) => (text: string) => ({ kind, text });
  return changes === undefined
    ? [...before.map(op('-')), ...after.map(op('+'))]
    : changes.flatMap(({ added, removed, value }) => value.map(op(added ? '+' : removed ? '-' : ' ')));
}

/** How a result says that text was found although it is not exactly what the file has; empty when it is. */
export function differenceText(what: string, differences: readonly string[]): string {
  return differences.length === 0
    ? ''
    : ` ${what} is not exactly what the file has: it differs in ${listed(differences)}. Lines that did not change were kept as the file has them.`;
}

/** Lines that a change adds and removes. Very different long texts are counted as wholly replaced. */
export function countLines(before: string, after: string): LineCounts {
  const changes = diffLines(before, after, { maxEditLength: 5000 });
  if (changes === undefined) {
    return { added: linesIn(after), removed: linesIn(before) };
  }
  const sum = (wanted: 'added' | 'removed') =>
    changes.filter((change) => change[wanted]).reduce((total, change) => total + change.count, 0);
  return { added: sum('added'), removed: sum('removed') };
}

function linesIn(text: string): number {
  return text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}
