import { ProcessError } from '../errors';

/** What ends a text of a profile, or may stand for other bytes than those of the path. */
const unnameable = /["\\\p{Cc}\p{Cs}\ufffd]/u;

/** `(literal "/a")` or `(subpath "/a")` for a real path. Throws `ProcessError('sandbox')` for one that no profile can name. */
export function pathFilters(kind: 'literal' | 'subpath', path: string): string[] {
  return spellings(path).map((each) => `(${kind} "${each}")`);
}

/** The disk takes composed and decomposed letters for the same; a profile compares what it is told. */
function spellings(path: string): string[] {
  return [...new Set([named(path), path.normalize('NFC'), path.normalize('NFD')])];
}

function named(path: string): string {
  const names = path.split('/');
  const isPlain = path.startsWith('/') && names.slice(1).every((name) => name !== '' && name !== '.' && name !== '..');
  if (!unnameable.test(path) && (isPlain || path === '/')) {
    return path;
  }
  throw new ProcessError('sandbox', `The sandbox can't be told of ${JSON.stringify(path)}: ${why(path)}.`, {
    hint: 'Rename the folder, or move the repository or the data directory elsewhere.',
  });
}

function why(path: string): string {
  return unnameable.test(path)
    ? 'it has a quotation mark, a backslash, a control character or letters that are none'
    : 'it is no real path';
}

/** Throws `ProcessError('sandbox')` for what is no port. */
export function portFilter(port: number): string {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new ProcessError('sandbox', `The sandbox can't be told of port ${port}.`);
  }
  return `(remote ip "localhost:${port}")`;
}
