import { changedLines } from './changedLines';

/** What a gutter shows of a text that differs from another one: lines from `from` to `to`, from 1, both included. */
export interface GutterPlace {
  kind: 'added' | 'modified' | 'deleted';
  from: number;
  to: number;
}

/** In their order. Where lines went and none came, the place is the line before them, or the first one. */
export function gutterPlaces(before: string, after: string): GutterPlace[] {
  return changedLines(before, after).map(({ line, removed, added }) => {
    if (added.length === 0) {
      const at = Math.max(1, line - 1);
      return { kind: 'deleted', from: at, to: at };
    }
    return { kind: removed.length === 0 ? 'added' : 'modified', from: line, to: line + added.length - 1 };
  });
}
