import type { SearchFound } from '../../protocol';

/** What is looked for, and what was found of it so far. */
export type ShownSearch = Pick<SearchFound, 'text' | 'hits' | 'progress'>;

const begun: SearchFound['progress'] = { searched: 0, of: 0, unread: 0, isCut: false, isDone: false };

/** What is shown until something is found of the words: what was found of those before, so that nothing jumps as one writes. */
export function lookFor(before: ShownSearch | null, text: string): ShownSearch | null {
  return text.trim() === '' ? null : { hits: [], ...before, text, progress: begun };
}

/** What is told of other words than those that stand in the box is late. */
export function foldFound(
  shown: ShownSearch | null,
  { text, isFirst, hits, progress }: SearchFound,
): ShownSearch | null {
  return shown?.text === text ? { text, progress, hits: isFirst ? hits : [...shown.hits, ...hits] } : shown;
}
