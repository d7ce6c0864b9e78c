import { parseIgnoreRules } from './ignoreRules';
import { readJsonc } from '../setup/readJsonc';

/** What of the files that git ignores a repository or its user wants in worktrees; `source` says where that is written. */
export interface IncludeRules {
  /** The file or setting that names the path; null when none does. A folder ends with `/`. */
  source(path: string): string | null;
  /** The sources, for a sentence about what none of them names. */
  names: readonly string[];
}

interface Written {
  /** The text of `.worktreeinclude`. */
  file: string | null;
  /** The text of `.vscode/settings.json`. */
  settings: string | null;
  /** What the editor says of its setting, where one is open. */
  editor: readonly string[];
}

const setting = 'git.worktreeIncludeFiles';

/** Null when nobody said anything, so that what is carried is for us to choose. */
export function includeRules({ file, settings, editor }: Written): IncludeRules | null {
  const patterns = [...editor, ...patternsIn(settings)];
  const sources = [
    ...(file === null ? [] : [{ name: '.worktreeinclude', text: file }]),
    ...(patterns.length === 0 ? [] : [{ name: setting, text: patterns.join('\n') }]),
  ].map(({ name, text }) => ({ name, rules: parseIgnoreRules(text, { ignoreCase: false }) }));
  if (sources.length === 0) {
    return null;
  }
  return {
    names: sources.map(({ name }) => name),
    source: (path) => {
      const names = path.split('/').filter((name) => name !== '');
      const isNamed = ({ rules }: (typeof sources)[number]) =>
        names.some((_, index) => {
          const isFolder = index < names.length - 1 || path.endsWith('/');
          return rules.verdict(names.slice(0, index + 1), isFolder) === 'ignored';
        }) && rules.verdict(names, path.endsWith('/')) !== 'kept';
      return sources.find(isNamed)?.name ?? null;
    },
  };
}

function patternsIn(settings: string | null): string[] {
  try {
    const value = readJsonc(settings ?? '{}') as Record<string, unknown> | null;
    const patterns = value?.[setting];
    return Array.isArray(patterns) ? patterns.filter((pattern) => typeof pattern === 'string') : [];
  } catch (error) {
    if (error instanceof SyntaxError) {
      return [];
    }
    throw error;
  }
}
