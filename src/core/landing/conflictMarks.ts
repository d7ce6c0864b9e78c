import { linesOf } from './changedPlaces';

/**
 * How many of git's marks around conflicts a text holds that none of its sides had: a file may show such marks for a
 * reason of its own.
 */
export function conflictMarks(text: Uint8Array, sides: readonly (Uint8Array | null)[]): number {
  const known = new Set(sides.flatMap((side) => (side === null ? [] : linesOf(side).filter(isMark))));
  return linesOf(text).filter((line) => isMark(line) && !known.has(line)).length;
}

function isMark(line: string): boolean {
  return /^(?:<{7}|>{7})(?:[ \r\n]|$)/.test(line);
}
