import type { Mark } from './tally';

const passing = /^ {2}(\d+) passing \(\d+(?:ms|s|m|h|d)\)$/;
const more = /^ {2}(\d+) (pending|failing)$/;
const result = /^ {2,}(?:[✔✓√] (\S.*)|\d+\) (\S.*)|- (\S.*))$/;

/** A test of mocha's `spec` reporter; `1) name` is a failure, `- name` is pending. */
export function mochaResult(line: string): { mark: Mark; name: string } | null {
  const found = result.exec(line);
  if (found === null) {
    return null;
  }
  const [, passed, failed, pending] = found;
  const mark = passed !== undefined ? 'passed' : failed !== undefined ? 'failed' : 'skipped';
  return { mark, name: passed ?? failed ?? pending ?? '' };
}

/** A line of the summary that all of mocha's reporters share. */
export function mochaSummary(line: string): { word: 'passing' | 'pending' | 'failing'; count: number } | null {
  const first = passing.exec(line);
  if (first !== null) {
    return { word: 'passing', count: Number(first[1]) };
  }
  const next = more.exec(line);
  return next === null ? null : { word: next[2] === 'pending' ? 'pending' : 'failing', count: Number(next[1]) };
}

/** Reads the failures that mocha tells after its summary: `  1) suite`, its titles, each further in, then the error. */
export class MochaEpilogue {
  #titles: string[] = [];

  /** The number of the failure that begins here; null for any other line. */
  begins(line: string): number | null {
    const found = /^ {2}(\d+) ?\) (\S.*)$/.exec(line);
    this.#titles = found === null ? this.#titles : [found[2] ?? ''];
    return found === null ? null : Number(found[1]);
  }

  /** The whole title, once the line that ends it is read; null before and after. */
  title(line: string): string | null {
    if (this.#titles.length === 0) {
      return null;
    }
    const text = line.trim();
    const isLast = text.endsWith(':');
    const titles = [...this.#titles, isLast ? text.slice(0, -1) : text];
    this.#titles = isLast || text === '' ? [] : titles;
    return isLast ? titles.join(' ') : text === '' ? titles.join(' ').trim().replace(/:$/, '') : null;
  }
}
