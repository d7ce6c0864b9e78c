import type { Weakening } from '../../protocol';
import type { ChangedText } from '../checks/checkPorts';
import { without } from './sourceLines';

/** Marks that make a compiler or linter say nothing of a place, by the languages that have them. */
const marks: readonly { files: RegExp; mark: RegExp }[] = [
  {
    files: /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/,
    mark: /(?:\/\/|\/\*|<!--)\s*(?:(?:eslint|oxlint|tslint:|stylelint)-?disable\b|@ts-(?:ignore|expect-error|nocheck)\b|biome-ignore\b)/,
  },
  {
    files: /\.pyi?$/,
    mark: /#\s*(?:(?:ruff:\s*|flake8:\s*)?noqa\b|type:\s*ignore\b|pylint:\s*disable|pyright:\s*ignore\b|mypy:\s*ignore-errors)/i,
  },
  { files: /\.go$/, mark: /\/\/\s?(?:nolint\b|lint:(?:file-)?ignore\b)/ },
  { files: /\.rs$/, mark: /#!?\[(?:allow|expect)\s*\(/ },
  {
    files: /\.(?:java|kt|kts|scala|groovy)$/,
    mark: /@(?:file:)?Suppress(?:Warnings|Lint)?\b|\/\/\s*(?:noinspection|NOSONAR)\b/,
  },
  { files: /\.(?:cs|vb)$/, mark: /#pragma\s+warning\s+disable\b|\bSuppressMessage\s*\(/ },
  {
    files: /\.(?:c|cc|cpp|cxx|h|hh|hpp|m|mm)$/,
    mark: /\/[/*]\s*NOLINT|#\s*pragma\s+(?:GCC|clang)\s+diagnostic\s+ignored\b/,
  },
  { files: /\.(?:rb|rake)$/, mark: /#\s*rubocop:(?:disable|todo)\b/ },
  { files: /\.php$/, mark: /@phpstan-ignore|@psalm-suppress\b|\bphpcs:(?:ignore|disable)\b/ },
  { files: /\.swift$/, mark: /\/\/\s*swiftlint:disable\b/ },
  { files: /\.(?:sh|bash)$/, mark: /#\s*shellcheck\s+disable=/ },
];

export function canSuppress(path: string): boolean {
  return markOf(path) !== undefined;
}

/**
 * Suppressions that are new; one that only moved, also to another file, is none. Nothing is said of a file whose earlier
 * text is not known.
 */
export function newSuppressions(changes: readonly ChangedText[]): Weakening[] {
  const known = changes.filter(({ status, before }) => before !== null || status === 'added');
  const old = known.flatMap(({ path, oldPath, before }) => suppressionsIn(oldPath ?? path, before));
  const now = known.flatMap(({ path, after }) => suppressionsIn(path, after));
  return without(now, old).map((found) => ({ kind: 'suppressed-lint', ...found }));
}

function suppressionsIn(path: string, text: string | null): { path: string; line: number; text: string }[] {
  const mark = markOf(path);
  return text === null || mark === undefined
    ? []
    : text
        .split('\n')
        .flatMap((each, index) => (mark.test(each) ? [{ path, line: index + 1, text: each.trim() }] : []));
}

function markOf(path: string): RegExp | undefined {
  return marks.find(({ files }) => files.test(path))?.mark;
}
