import type { Line } from './textLines';

const maxShownLines = 8;
const maxShownLength = 200;
const maxCompared = 400;

/**
 * Where the lines of a file are most like the wanted ones, in words with the lines themselves. Looks at each line of the
 * file once, so the cost grows with the file and not with both.
 */
export function nearestText(lines: readonly Line[], wanted: readonly string[]): string {
  if (lines.every(({ text }) => text.trim() === '')) {
    return lines.every(({ text }) => text === '') ? 'The file is empty.' : 'The file holds white space only.';
  }
  const shown = wanted.slice(firstSolid(wanted));
  if (shown.length === 0) {
    return 'It holds white space only.';
  }
  const start = startByLines(lines, shown) ?? startByLikeness(lines, shown);
  return start === null ? 'Nothing in the file is like it: read the file again.' : describe(lines, shown, start);
}

function firstSolid(wanted: readonly string[]): number {
  const index = wanted.findIndex((line) => line.trim() !== '');
  return index === -1 ? wanted.length : index;
}

/** Lines that stand in both speak for where the text would begin; the rarer and longer one is, the more it says. */
function startByLines(lines: readonly Line[], wanted: readonly string[]): number | null {
  const indexes = new Map<string, number>();
  for (const [index, line] of wanted.entries()) {
    const text = line.trim();
    if (text !== '' && !indexes.has(text)) {
      indexes.set(text, index);
    }
  }
  const votes = new Map<number, number>();
  for (const [index, line] of lines.entries()) {
    const text = line.text.trim();
    const wantedAt = indexes.get(text);
    if (wantedAt !== undefined) {
      const start = Math.max(0, index - wantedAt);
      votes.set(start, (votes.get(start) ?? 0) + Math.min(text.length, 40));
    }
  }
  const [best] = [...votes].reduce<[number, number]>((a, b) => (b[1] > a[1] ? b : a), [-1, 3]);
  return best === -1 ? null : best;
}

/** By pairs of characters that the longest wanted line shares with a line of the file. */
function startByLikeness(lines: readonly Line[], wanted: readonly string[]): number | null {
  const [anchor, anchorAt] = wanted
    .map((line, index): [string, number] => [line.trim().slice(0, maxCompared), index])
    .reduce((a, b) => (b[0].length > a[0].length ? b : a));
  const pairs = new Uint8Array(65536);
  for (let at = 0; at + 1 < anchor.length; at += 1) {
    pairs[pairAt(anchor, at)] = 1;
  }
  let best = { index: -1, score: 0.3 };
  for (const [index, { text }] of lines.entries()) {
    const score = sharedPairs(text, pairs) / Math.max(1, anchor.length - 1);
    const fair = text.trim().length > anchor.length ? (score * anchor.length) / text.trim().length : score;
    if (fair > best.score) {
      best = { index, score: fair };
    }
  }
  return best.index === -1 ? null : Math.max(0, best.index - anchorAt);
}

function sharedPairs(text: string, pairs: Uint8Array): number {
  let shared = 0;
  const end = Math.min(text.length, maxCompared) - 1;
  for (let at = 0; at < end; at += 1) {
    shared += pairs[pairAt(text, at)] ?? 0;
  }
  return shared;
}

function pairAt(text: string, at: number): number {
  return ((text.charCodeAt(at) & 255) << 8) | (text.charCodeAt(at + 1) & 255);
}

function describe(lines: readonly Line[], wanted: readonly string[], start: number): string {
  const window = lines.slice(start, start + Math.min(wanted.length, maxShownLines));
  const shown = window.map(({ text }, index) => `${start + index + 1}: ${text.slice(0, maxShownLength)}`).join('\n');
  const where = window.length === 1 ? `is line ${start + 1}` : `is at lines ${start + 1} to ${start + window.length}`;
  const index = wanted.findIndex((line, offset) => lines[start + offset]?.text.trim() !== line.trim());
  const differs = window.length === 1 || index === -1 ? '' : `\nLine ${start + index + 1} is the first that differs.`;
  return `The text most like it ${where}:\n${shown}${differs}`;
}
