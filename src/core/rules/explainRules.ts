import type { AppliedRule, LeftOutRule, Rule, RuleProblem } from '../../protocol';
import { globMatcher } from '../files/glob';
import type { RuleFiles } from './rulesPorts';
import { contradictions, type Contradiction } from './contradictions';
import { loadRules } from './loadRules';
import { applied, matchRules } from './matchRules';

/** What holds for one file: a dry run of what a task would be told when the file comes into its view. */
export interface RulesExplanation {
  file: string;
  /** The agent's tools refuse the file; `.cursorignore` says so. */
  isKept: boolean;
  /** In the order in which an agent is told them. */
  applies: AppliedRule[];
  /** Estimated, of all that apply. */
  tokens: number;
  /** Rules that exist and do not apply to the file by themselves. */
  others: Pick<Rule, 'path' | 'mode' | 'globs' | 'description' | 'tokens'>[];
  leftOut: LeftOutRule[];
  problems: RuleProblem[];
  /** Globs that match no file of the repository. */
  deadGlobs: { path: string; line: number; glob: string }[];
  /** Applying rules that say opposite things. */
  conflicts: Contradiction[];
}

/**
 * Explains the rules for a file, which need not exist. `path` and `allFiles` are relative to the top of the repository;
 * fails only when the disk does.
 */
export async function explainRules(
  ruleFiles: RuleFiles,
  { path, isKept }: { path: string; isKept: boolean },
  allFiles: readonly string[],
): Promise<RulesExplanation> {
  const folder = path.split('/').slice(0, -1).join('/');
  const [top, along] = await Promise.all([
    ruleFiles.top(),
    folder === '' ? { files: [], problems: [] } : ruleFiles.along(folder),
  ]);
  const texts = { files: [...top.files, ...along.files], problems: [...top.problems, ...along.problems] };
  const { rules, leftOut, problems } = await loadRules(ruleFiles, texts);
  const found = [
    ...rules.filter(({ mode }) => mode === 'always').map((rule) => ({ rule, why: { kind: 'always' } as const })),
    ...matchRules(rules, { files: [path], said: [] }),
  ];
  const applying = new Set(found.map(({ rule }) => rule));
  return {
    file: path,
    isKept,
    applies: found.map(({ rule, why }) => applied(rule, why)),
    tokens: found.reduce((sum, { rule }) => sum + rule.tokens, 0),
    others: rules
      .filter((rule) => !applying.has(rule))
      .map(({ path, mode, globs, description, tokens }) => ({ path, mode, globs, description, tokens })),
    leftOut,
    problems,
    deadGlobs: rules.flatMap((rule) => deadGlobs(rule, allFiles)),
    conflicts: contradictions([...applying]),
  };
}

/** The globs of a rule that match none of the files, which are all that there are. */
export function deadGlobs({ path, mode, folder, globs, globsLine: line }: Rule, files: readonly string[]) {
  return (mode === 'globs' ? globs : [])
    .filter((glob) => {
      const matches = globMatcher(glob);
      const below = folder === '' ? '' : `${folder}/`;
      return !files.some((file) => file.startsWith(below) && (matches(file) || matches(file.slice(below.length))));
    })
    .map((glob) => ({ path, line, glob }));
}
