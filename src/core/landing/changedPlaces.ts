import { diffArrays } from 'diff';

/** A place at which two texts differ: lines next to each other. */
export interface ChangedPlace {
  /** Where it begins in the old text, from 1. */
  line: number;
  removed: number;
  added: number;
  /** The first new line, or the first removed one, without white space around it. */
  text: string;
}

interface Block {
  from: number;
  to: number;
  lines: readonly string[];
}

/** Beyond so many different lines a file is one place: nobody would choose among them. */
const maxDifferences = 1_000;

/** The places at which a file was changed, in their order. */
export function changedPlaces(before: Uint8Array, after: Uint8Array): ChangedPlace[] {
  const old = linesOf(before);
  return blocksOf(old, linesOf(after)).map(({ from, to, lines }) => ({
    line: from + 1,
    removed: to - from,
    added: lines.length,
    text: shown(lines[0] ?? old[from] ?? ''),
  }));
}

/** `before` with the places of these numbers as in `after`, byte for byte. Numbers without a place are passed over. */
export function takePlaces(before: Uint8Array, after: Uint8Array, taken: readonly number[]): Uint8Array {
  const old = linesOf(before);
  const made: string[] = [];
  let at = 0;
  for (const [number, { from, to, lines }] of blocksOf(old, linesOf(after)).entries()) {
    made.push(...old.slice(at, from), ...(taken.includes(number) ? lines : old.slice(from, to)));
    at = to;
  }
  made.push(...old.slice(at));
  return bytesOf(made.join(''));
}

export function blocksOf(old: readonly string[], now: readonly string[]): Block[] {
  const options: { maxEditLength: number } = { maxEditLength: maxDifferences };
  const changes = diffArrays([...old], [...now], options);
  if (changes === undefined) {
    return [{ from: 0, to: old.length, lines: now }];
  }
  const blocks: Block[] = [];
  let at = 0;
  let open: { from: number; to: number; lines: string[] } | null = null;
  for (const { added, removed, value } of changes) {
    if (!added && !removed) {
      open = null;
      at += value.length;
      continue;
    }
    if (open === null) {
      open = { from: at, to: at, lines: [] };
      blocks.push(open);
    }
    if (added) {
      open.lines.push(...value);
    } else {
      at += value.length;
      open.to = at;
    }
  }
  return blocks;
}

/** Lines with their ends, a character for each byte: a file need not be valid in any encoding. */
export function linesOf(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  let start = 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(10, start);
    const next = end === -1 ? bytes.length : end + 1;
    lines.push(binary(bytes.subarray(start, next)));
    start = next;
  }
  return lines;
}

const chunk = 8_192;

function binary(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += chunk) {
    text += String.fromCharCode(...bytes.subarray(at, at + chunk));
  }
  return text;
}

export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
}

/** Percent-decoding is the one way from bytes to text here that needs nothing of the platform. */
function shown(line: string): string {
  const head = line.slice(0, 400).trim();
  try {
    return decodeURIComponent(head.replace(/[\u0080-\u00ff%]/g, (each) => `%${each.charCodeAt(0).toString(16)}`));
  } catch {
    return head.replace(/[\u0080-\u00ff]/g, '\ufffd');
  }
}
