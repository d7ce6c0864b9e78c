import { linesOf } from './changedPlaces';

type Text = string | Uint8Array;

/**
 * How many of git's marks around conflicts a text holds that none of its sides had: a file may show such marks for a
 * reason of its own.
 */
export function conflictMarks(text: Text, sides: readonly (Text | null)[]): number {
  const known = new Set(sides.flatMap((side) => (side === null ? [] : marksIn(side))));
  return marksIn(text).filter((line) => !known.has(line)).length;
}

function marksIn(text: Text): string[] {
  const lines = typeof text === 'string' ? text.split('\n') : linesOf(text);
  return lines.filter(isMark).map((line) => line.trimEnd());
}

function isMark(line: string): boolean {
  return /^(?:<{7}|>{7})(?:[ \r\n]|$)/.test(line);
}
