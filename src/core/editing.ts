import { diffLines } from 'diff';
import { EditError } from './errors';

export interface Edit {
  oldText: string;
  newText: string;
  /** Replace every place; without it more than one is refused. */
  all: boolean;
}

export interface LineCounts {
  added: number;
  removed: number;
}

/**
 * Replaces text that stands exactly so in the file. A model writes `\n`; in a file whose lines all end in CRLF both texts
 * are taken as CRLF. A byte order mark stays where it is. Throws `EditError` with the place to look at.
 */
export function applyEdit(content: string, edit: Edit): { text: string; places: number } {
  const mark = content.startsWith('\ufeff') ? '\ufeff' : '';
  const body = content.slice(mark.length);
  const oldText = withLineEnds(edit.oldText, body);
  const newText = withLineEnds(edit.newText, body);
  if (oldText === newText) {
    throw new EditError('no-change', 'old_text and new_text are the same; nothing was changed.');
  }
  const places = placesOf(body, oldText);
  if (places.length === 0) {
    throw new EditError('no-match', `old_text was not found. ${nearest(body, oldText)}`);
  }
  if (places.length > 1 && !edit.all) {
    const lines = places.slice(0, 20).map((offset) => lineAt(body, offset));
    throw new EditError(
      'many-matches',
      `old_text stands in ${places.length} places, at lines ${lines.join(', ')}${places.length > 20 ? ', …' : ''}; nothing was changed.`,
      { hint: 'Include more of the lines around it, or set replace_all.' },
    );
  }
  return { text: mark + body.split(oldText).join(newText), places: places.length };
}

function withLineEnds(text: string, body: string): string {
  const lines = text.replaceAll('\r\n', '\n');
  const ends = body.match(/\r?\n/g);
  return ends?.every((end) => end === '\r\n') ? lines.replaceAll('\n', '\r\n') : text;
}

function placesOf(body: string, wanted: string): number[] {
  const places: number[] = [];
  for (let at = body.indexOf(wanted); at !== -1; at = body.indexOf(wanted, at + wanted.length)) {
    places.push(at);
  }
  return places;
}

function lineAt(body: string, offset: number): number {
  let line = 1;
  for (let at = body.indexOf('\n'); at !== -1 && at < offset; at = body.indexOf('\n', at + 1)) {
    line += 1;
  }
  return line;
}

const maxLinesSearched = 20_000;

/** The line that is most like the first line of what was wanted. */
function nearest(body: string, wanted: string): string {
  const first = wanted.split(/\r?\n/).find((line) => line.trim() !== '');
  if (first === undefined || body === '') {
    return body === '' ? 'The file is empty.' : 'It holds white space only.';
  }
  const pairs = pairsOf(first.trim());
  let best = { line: 0, text: '', score: 0 };
  for (const [index, text] of body.split(/\r?\n/, maxLinesSearched).entries()) {
    const score = likeness(pairs, first.trim(), text.trim().slice(0, 500));
    if (score > best.score) {
      best = { line: index + 1, text, score };
    }
  }
  return best.score < 0.3
    ? 'No line is like its first line: read the file again.'
    : `The line most like its first line is ${best.line}: ${best.text.slice(0, 200)}`;
}

function likeness(pairs: ReadonlySet<string>, wanted: string, line: string): number {
  if (line === wanted) {
    return 1;
  }
  const others = pairsOf(line);
  const shared = [...others].filter((pair) => pairs.has(pair)).length;
  return (1.9 * shared) / (pairs.size + others.size + 1);
}

function pairsOf(text: string): Set<string> {
  return new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, index) => text.slice(index, index + 2)));
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
