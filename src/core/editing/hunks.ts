import { EditError } from '../errors';
import { climb, type Place, wholeLines } from './lineLadder';
import { differencesOf, type LineOp, rewriteLines } from './lineRewrite';
import { nearestText } from './nearestText';
import type { Hunk } from './patchParts';
import { endAt, firstEnd, joinLines, type Line, splitLines, splitMark } from './textLines';

/** Where a hunk was applied, and in what its lines were not exactly those of the file. */
export interface AppliedHunk {
  line: number;
  differences: string[];
}

interface Placed extends Place {
  hunk: Hunk;
}

/**
 * A file's content after the hunks of a patch, each at the one place where it fits; `name` is for messages. Throws
 * `EditError` with the places to look at when a hunk fits nowhere, or in several places of which its numbers and headers
 * name none.
 */
export function applyHunks(
  name: string,
  content: string,
  hunks: readonly Hunk[],
): { text: string; applied: AppliedHunk[] } {
  const tellsMark = hunks.some(({ ops }) => ops.some(({ text }) => text.startsWith('\ufeff')));
  const { mark, body } = tellsMark ? { mark: '', body: content } : splitMark(content);
  const lines = splitLines(body);
  const placed = placeAll(name, lines, hunks);
  const made: Line[] = [];
  let at = 0;
  for (const place of placed) {
    made.push(...lines.slice(at, place.from), ...rewritten(name, lines, place));
    at = place.to;
  }
  made.push(...lines.slice(at));
  const applied = placed.map(({ hunk, from, to, shift }) => ({
    line: from + 1,
    differences: differencesOf(lines.slice(from, to), oldLines(hunk), shift),
  }));
  return { text: mark + joinLines(withEnds(made, isOpenAfter(lines, placed), endAt(lines, 0))), applied };
}

function placeAll(name: string, lines: readonly Line[], hunks: readonly Hunk[]): Placed[] {
  const placed: Placed[] = [];
  for (const hunk of hunks) {
    const place = placeOf(name, { lines, placed }, hunk);
    placed.push({ ...place, hunk });
    placed.sort((a, b) => a.from - b.from || a.to - b.to);
  }
  return placed;
}

interface Standing {
  lines: readonly Line[];
  placed: readonly Placed[];
}

function placeOf(name: string, { lines, placed }: Standing, hunk: Hunk): Place {
  const wanted = oldLines(hunk).map(({ text }) => text);
  const headed = hunk.headers.length === 0 ? null : behindHeaders(name, lines, hunk);
  if (wanted.length === 0) {
    return insertion(name, { lines, placed }, { hunk, headed });
  }
  const mustEnd = hunk.isAtEnd || hunk.endsInLineEnd !== null;
  const isFree = ({ from, to }: Place) => placed.every((other) => to <= other.from || from >= other.to);
  const search = (isLast: boolean) =>
    climb(lines, wanted, (...how) =>
      wholeLines(...how).filter((place) => isFree(place) && (!isLast || place.to === lines.length)),
    );
  const atEnd = mustEnd ? search(true) : [];
  const places = atEnd.length > 0 || hunk.endsInLineEnd !== null ? atEnd : search(false);
  const [likely, told] = expectedAt(hunk, placed);
  return (
    places.find(({ from }) => from === likely) ??
    places.find(({ from }) => from === told) ??
    onlyOne(name, { lines, placed }, { hunk, places, headed })
  );
}

/** Where the numbers of a hunk lead, moved as the hunk before it was, and as they are. */
function expectedAt({ line }: Hunk, placed: readonly Placed[]): [number, number] {
  const before = placed.at(-1);
  const moved =
    before === undefined || before.hunk.line === null ? 0 : before.from - indexTold(before.hunk.line, before);
  return line === null ? [-1, -1] : [line - 1 + moved, line - 1];
}

/** A hunk without old lines names the line that it goes behind, any other its first one. */
function indexTold(line: number, { hunk }: Placed): number {
  return oldLines(hunk).length === 0 ? line : line - 1;
}

/** The one place, if need be the one behind a header, or behind the hunks before it. */
function onlyOne(
  name: string,
  { lines, placed }: Standing,
  { hunk, places, headed }: { hunk: Hunk; places: readonly Place[]; headed: readonly number[] | null },
): Place {
  const firsts = headed?.flatMap((start) => places.find(({ from }) => from >= start) ?? []) ?? places;
  const candidates = [...new Set(firsts)];
  const cursor = Math.max(0, ...placed.map(({ to }) => to));
  const behind = candidates.filter(({ from }) => from >= cursor);
  const [only, ...others] = behind.length > 0 ? behind : candidates;
  const which = `Line ${hunk.patchLine} of the patch:`;
  if (only === undefined) {
    const near = nearestText(
      lines,
      oldLines(hunk).map(({ text }) => text),
    );
    throw new EditError('no-match', `${which} these lines were not found in ${JSON.stringify(name)}. ${near}`, {
      hint: 'Nothing was changed.',
    });
  }
  if (others.length > 0) {
    const shown = [only, ...others].slice(0, 20);
    const texts = shown.map(({ from }) => `${from + 1}: ${lines[from]?.text.slice(0, 200) ?? ''}`).join('\n');
    throw new EditError(
      'many-matches',
      `${which} these lines stand in ${others.length + 1} places of ${JSON.stringify(name)}; nothing was changed.`,
      { hint: `Include more of the lines around them, or a @@ header above.\n${texts}` },
    );
  }
  return only;
}

/** Where the last header of each chain stands: a header is looked for behind the one before it. */
function behindHeaders(name: string, lines: readonly Line[], hunk: Hunk): number[] {
  let starts = [0];
  for (const [index, header] of hunk.headers.entries()) {
    const found = headerLines(lines, header);
    const next = index === 0 ? found : starts.flatMap((start) => found.find((line) => line >= start) ?? []);
    starts = [...new Set(next)];
    if (starts.length === 0) {
      const message = `Line ${hunk.patchLine} of the patch: the header ${JSON.stringify(header)} was not found in ${JSON.stringify(name)}.`;
      throw new EditError('no-match', `${message} ${nearestText(lines, [header])}`, { hint: 'Nothing was changed.' });
    }
  }
  return starts;
}

function headerLines(lines: readonly Line[], header: string): number[] {
  const whole = climb(lines, [header], wholeLines).map(({ from }) => from);
  const begins = (text: string) => text.trimStart().startsWith(header.trim());
  return whole.length > 0 ? whole : lines.flatMap(({ text }, index) => (begins(text) ? [index] : []));
}

/** A hunk without old lines goes behind its header or the line it names, else to the end of the file. */
function insertion(
  name: string,
  { lines, placed }: Standing,
  { hunk, headed }: { hunk: Hunk; headed: readonly number[] | null },
): Place {
  const [start, ...others] = headed ?? [];
  if (others.length > 0) {
    const places = headed?.map((from) => ({ from, to: from, start: 0, end: 0, shift: null })) ?? [];
    return onlyOne(name, { lines, placed }, { hunk, places, headed: null });
  }
  const at = start === undefined ? (hunk.line ?? lines.length) : start + 1;
  if (at > lines.length || placed.some(({ from, to }) => from < at && at < to)) {
    const message = `Line ${hunk.patchLine} of the patch: there is no line ${at} in ${JSON.stringify(name)} to go behind.`;
    throw new EditError('no-match', message, { hint: 'Nothing was changed.' });
  }
  return { from: at, to: at, start: 0, end: 0, shift: null };
}

/** A patch that does not tell line ends is one whose lines end in `\n`. */
function oldLines({ ops }: Hunk): Line[] {
  return ops.filter(({ kind }) => kind !== '+').map(({ text, end }) => ({ text, end: end ?? '\n' }));
}

function rewritten(name: string, lines: readonly Line[], { hunk, from, to, shift }: Placed): Line[] {
  const found = lines.slice(from, to);
  const isExact = hunk.ops.filter(({ kind }) => kind !== '+').every(({ end }, index) => end === found[index]?.end);
  const plain = ({ kind, text }: LineOp): LineOp => ({ kind, text });
  const made = rewriteLines(found, isExact ? hunk.ops : hunk.ops.map(plain), { shift, end: endAt(lines, from) });
  if (made === null) {
    throw new EditError(
      'no-match',
      `Line ${hunk.patchLine} of the patch fits in ${JSON.stringify(name)} only with other indentation (${shift?.description ?? ''}), and a new line can't be shifted so far; nothing was changed.`,
      { hint: 'Copy the indentation from the file.' },
    );
  }
  return made;
}

/** Whether the file has no line end at its end afterwards: as before, unless the last hunk says otherwise. */
function isOpenAfter(lines: readonly Line[], placed: readonly Placed[]): boolean {
  const last = placed.findLast(({ to }) => to === lines.length);
  return last?.hunk.endsInLineEnd == null ? lines.at(-1)?.end === '' : !last.hunk.endsInLineEnd;
}

function withEnds(lines: readonly Line[], isOpen: boolean, style: Line['end']): Line[] {
  const last = lines.length - 1;
  return lines.map(({ text, end }, index) => ({
    text,
    end: index === last && isOpen ? '' : firstEnd(end, lines[index - 1]?.end, style),
  }));
}
