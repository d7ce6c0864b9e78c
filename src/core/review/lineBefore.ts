import { changedLines } from './changedLines';

/** The line of `before` that a line of `after` is, both from 1; null for one that is new. */
export function lineBefore(before: string, after: string, line: number): number | null {
  let moved = line;
  for (const change of changedLines(before, after)) {
    if (change.line > line) {
      break;
    }
    if (line < change.line + change.added.length) {
      return null;
    }
    moved = line + change.oldLine + change.removed.length - change.line - change.added.length;
  }
  return moved;
}
