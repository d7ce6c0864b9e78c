import { blocksOf, linesOf } from './changedPlaces';

/**
 * Where lines of one text stand in another, by the first of them, from 1; null when one of them was changed, or something
 * was put between them.
 */
export function movedLine(
  before: Uint8Array,
  after: Uint8Array,
  lines: { line: number; endLine: number },
): number | null {
  const [first, end] = [lines.line - 1, lines.endLine];
  let shift = 0;
  for (const { from, to, lines: added } of blocksOf(linesOf(before), linesOf(after))) {
    if (to <= first) {
      shift += added.length - (to - from);
    } else if (from < end) {
      return null;
    }
  }
  return lines.line + shift;
}
