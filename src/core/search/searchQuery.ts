import type { SearchWhere, TaskView } from '../../protocol';
import { queryTerms } from '../listing/queryTerms';
import { groupOf } from '../views/taskGroups';
import { anchorOf, foldedText } from './foldedText';

const fields = ['in', 'status', 'file'] as const;

const places: readonly SearchWhere[] = ['title', 'message', 'output', 'diff'];

/** For a placeholder. */
export const searchFields: readonly string[] = ['in:title|message|output|diff', 'status:', 'file:'];

export interface SearchQuery {
  /** All of them have to stand in one place; folded, never empty. */
  words: readonly string[];
  /** What a stored line holds that holds the words. */
  anchors: readonly string[];
  where: ReadonlySet<SearchWhere>;
  status: readonly string[];
  /** Parts of the path of a changed file. */
  file: readonly string[];
}

/** Null when nothing is looked for. A place that is none counts for nothing, so that a query can be written step by step. */
export function searchQuery(text: string): SearchQuery | null {
  const terms = queryTerms(text, fields);
  const of = (field: string | null): string[] =>
    terms.filter((term) => term.field === field).map((term) => foldedText(term.text));
  const words = of(null);
  if (words.length === 0) {
    return null;
  }
  const named = places.filter((place) => of('in').includes(place));
  return {
    words,
    anchors: words.map(anchorOf).filter((anchor) => anchor !== ''),
    where: new Set(named.length === 0 ? places : named),
    status: of('status'),
    file: of('file'),
  };
}

/** Whether the task is one of those that are looked through. */
export function isSearched({ status, file }: SearchQuery, view: TaskView): boolean {
  const isOf = (wanted: string): boolean => groupOf(view).startsWith(wanted) || view.state.kind.startsWith(wanted);
  return (
    (status.length === 0 || status.some(isOf)) &&
    (file.length === 0 || view.run.files.some(({ path }) => isNamed({ file }, path)))
  );
}

/** Whether changes of this file are looked through. */
export function isNamed({ file }: Pick<SearchQuery, 'file'>, path: string): boolean {
  return file.length === 0 || file.some((part) => foldedText(path).includes(part));
}

const excerptBefore = 40;
const excerptAfter = 160;

export interface Excerpt {
  before: string;
  match: string;
  after: string;
}

/** The surroundings of the first of the words, in one line; null when not all of them are there. */
export function findWords({ words }: Pick<SearchQuery, 'words'>, text: string): Excerpt | null {
  const folded = foldedText(text);
  const places = words.map((word) => ({ at: folded.indexOf(word), length: word.length }));
  if (places.some(({ at }) => at < 0)) {
    return null;
  }
  const first = places.reduce((a, b) => (b.at < a.at ? b : a));
  const end = first.at + first.length;
  const from = Math.max(0, first.at - excerptBefore);
  return {
    before: `${from > 0 ? '…' : ''}${inOneLine(text.slice(from, first.at))}`.trimStart(),
    match: inOneLine(text.slice(first.at, end)),
    after: inOneLine(text.slice(end, end + excerptAfter)).trimEnd(),
  };
}

function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
