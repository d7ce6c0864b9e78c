import type { SideHunk } from '../../../core/radar/sidePlaces';

/**
 * Reads patches without context, each file under a plain name, as binary strings. Two changes are the same only
 * when their last lines end alike, so a missing line end is part of its line.
 */
export function sideHunks(patch: string): Map<string, SideHunk[]> {
  const found = new Map<string, SideHunk[]>();
  const lines = patch.split('\n');
  let hunks: SideHunk[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const file = /^diff --git a\/(\w+) b\/\w+$/.exec(line)?.[1];
    const header = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (file !== undefined) {
      hunks = [];
      found.set(file, hunks);
    } else if (header !== null) {
      const [before, after] = [sizeOf(header[1], header[2]), sizeOf(header[3], header[4])];
      const removed = taken(lines, at + 1, before.count);
      const added = taken(lines, removed.next, after.count);
      hunks.push({ baseFrom: before.from, removed: removed.lines, sideFrom: after.from, added: added.lines });
      at = added.next - 1;
    }
  }
  return found;
}

/** Of no lines git names the one before. */
function sizeOf(from = '1', count = '1'): { from: number; count: number } {
  return { from: count === '0' ? Number(from) : Number(from) - 1, count: Number(count) };
}

function taken(lines: readonly string[], from: number, count: number): { lines: string[]; next: number } {
  const found = lines.slice(from, from + count).map((line) => line.slice(1));
  const next = from + count;
  if (count > 0 && lines[next]?.startsWith('\\') === true) {
    return { lines: [...found.slice(0, -1), `${found.at(-1) ?? ''}\\`], next: next + 1 };
  }
  return { lines: found, next };
}
