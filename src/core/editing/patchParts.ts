import { EditError } from '../errors';
import type { LineOp } from './lineRewrite';

/** Lines of a file that change, with lines around them. */
export interface Hunk {
  ops: LineOp[];
  /** Lines to look behind: what stands after `@@`. */
  headers: string[];
  /** The line, from 1, at which the hunk says it begins; without old lines the one that it goes behind. */
  line: number | null;
  isAtEnd: boolean;
  /** Whether the file ends in a line end afterwards; null where the hunk does not say. */
  endsInLineEnd: boolean | null;
  /** Where the hunk stands in the patch, as a line from 1. */
  patchLine: number;
}

export type FilePatch =
  | { kind: 'add'; path: string; text: string; isExecutable: boolean }
  /** With hunks, which say all that the file holds, or without. */
  | { kind: 'delete'; path: string; hunks: Hunk[] }
  | { kind: 'update'; path: string; moveTo: string | null; hunks: Hunk[]; isExecutable: boolean | null };

export interface PatchSource {
  lines: readonly string[];
  /** Some of its lines end in CRLF and others do not, so that line ends are part of what it says. */
  tellsLineEnds: boolean;
}

/** A line of a hunk as it was read. `isOpen`: `\ No newline at end of file` stands behind it. */
export interface RawOp {
  kind: LineOp['kind'];
  text: string;
  isOpen: boolean;
}

export function hunkOf(
  raw: readonly RawOp[],
  about: Pick<Hunk, 'headers' | 'line' | 'isAtEnd' | 'patchLine'>,
  { tellsLineEnds }: PatchSource,
): Hunk {
  const newLast = raw.findLast(({ kind }) => kind !== '-');
  const oldLast = raw.findLast(({ kind }) => kind !== '+');
  const endsInLineEnd = newLast?.isOpen === true ? false : oldLast?.isOpen === true ? true : null;
  return { ...about, endsInLineEnd, ops: raw.map((op) => opOf(op, tellsLineEnds)) };
}

function opOf({ kind, text, isOpen }: RawOp, tellsLineEnds: boolean): LineOp {
  const isCrlf = !isOpen && text.endsWith('\r');
  const shown = isCrlf ? text.slice(0, -1) : text;
  if (!tellsLineEnds) {
    return isOpen ? { kind, text, end: '' } : { kind, text: shown };
  }
  return { kind, text: shown, end: isOpen ? '' : isCrlf ? '\r\n' : '\n' };
}

export function badPatch(line: number, message: string): EditError {
  return new EditError('bad-patch', `Line ${line} of the patch: ${message} Nothing was changed.`);
}

/** The numbers of `@@ -12,5 +12,6 @@`; null when the line has none. */
export function hunkNumbers(line: string): { start: number; old: number; new: number } | null {
  const match = /^@@+ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line);
  return match === null ? null : { start: Number(match[1]), old: Number(match[2] ?? 1), new: Number(match[3] ?? 1) };
}
