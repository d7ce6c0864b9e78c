import { diffArrays } from 'diff';

/** Lines next to each other that were removed, added, or both. Lines are 1-based. */
export interface LineChange {
  /** The first removed line, or the one before which the new lines stand. */
  oldLine: number;
  /** The first added line, or the one that follows what was removed. */
  line: number;
  removed: readonly string[];
  added: readonly string[];
}

/** Beyond so many different lines two texts are one change: nobody would look at its places. */
const maxDifferences = 2_000;

/** Where two texts differ, in their order. */
export function changedLines(before: string, after: string): LineChange[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const options: { maxEditLength: number } = { maxEditLength: maxDifferences };
  const changes = diffArrays(old, now, options);
  if (changes === undefined) {
    return [{ oldLine: 1, line: 1, removed: old, added: now }];
  }
  const found: { oldLine: number; line: number; removed: string[]; added: string[] }[] = [];
  let [oldLine, line, isOpen] = [1, 1, false];
  for (const { added, removed, value } of changes) {
    if (!added && !removed) {
      [oldLine, line, isOpen] = [oldLine + value.length, line + value.length, false];
      continue;
    }
    const last = isOpen ? found.at(-1) : undefined;
    const open = last ?? { oldLine, line, removed: [], added: [] };
    if (last === undefined) {
      found.push(open);
      isOpen = true;
    }
    if (added) {
      open.added.push(...value);
      line += value.length;
    } else {
      open.removed.push(...value);
      oldLine += value.length;
    }
  }
  return found;
}

/** Without their ends; an end of the text is no line. */
export function linesOf(text: string): string[] {
  if (text === '') {
    return [];
  }
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
