import { compileNames, matchesNames } from './glob';

interface Pattern {
  names: ReturnType<typeof compileNames>;
  isNegated: boolean;
  onlyFolders: boolean;
}

/** What a file in the syntax of `.gitignore` leaves out, for paths relative to the file's folder. */
export interface IgnoreRules {
  /** What the last pattern that matches says of the path itself; null when none does. */
  verdict(names: readonly string[], isFolder: boolean): 'ignored' | 'kept' | null;
}

/** Every line that is a pattern; the time of a verdict is bounded whatever a repository writes. */
export function parseIgnoreRules(text: string, options: { ignoreCase: boolean }): IgnoreRules {
  const fold = (value: string) => (options.ignoreCase ? value.toLowerCase() : value);
  const patterns = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .flatMap((line) => patternOf(fold(line)));
  return {
    verdict(names, isFolder) {
      const folded = names.map(fold);
      const last = patterns.findLast(
        (pattern) => (isFolder || !pattern.onlyFolders) && matchesNames(pattern.names, folded),
      );
      return last === undefined ? null : last.isNegated ? 'kept' : 'ignored';
    },
  };
}

/** Whether the rules leave out a file: what is in a folder that is left out can't be taken back in. */
export function isLeftOut(rules: IgnoreRules, path: string, isFolder = false): boolean {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  return names.some(
    (_, index) => rules.verdict(names.slice(0, index + 1), isFolder || index < names.length - 1) === 'ignored',
  );
}

function patternOf(line: string): Pattern[] {
  const trimmed = withoutTrailingSpaces(line);
  if (trimmed === '' || trimmed.startsWith('#')) {
    return [];
  }
  const isNegated = trimmed.startsWith('!');
  const body = isNegated ? trimmed.slice(1) : trimmed;
  const onlyFolders = body.endsWith('/');
  const path = body.replace(/\/$/, '');
  if (path === '') {
    return [];
  }
  const isAnchored = path.includes('/');
  const names = path.replace(/^\//, '').split('/');
  return [{ names: compileNames(isAnchored ? names : ['**', ...names]), isNegated, onlyFolders }];
}

/** Spaces at the end do not count unless the last one is escaped. */
function withoutTrailingSpaces(line: string): string {
  const trimmed = line.replace(/ +$/, '');
  return trimmed.endsWith('\\') && trimmed.length < line.length ? `${trimmed} ` : trimmed;
}
