import type { AppliedRule, Rule, RuleReason } from '../../protocol';
import { globMatcher } from '../files/glob';
import { ruleName } from './ruleNames';

/** What may call for a rule: the files that came into view, relative to the repository, and what a person wrote. */
export interface RuleOccasion {
  files: readonly string[];
  said: readonly string[];
}

/** The rules that apply because of what came into view, in their order, with why. Those that always apply are not asked. */
export function matchRules(rules: readonly Rule[], occasion: RuleOccasion): { rule: Rule; why: RuleReason }[] {
  const names = new Set(occasion.said.flatMap(namesIn));
  return rules.flatMap((rule) => {
    const why = rule.mode === 'always' ? null : (named(rule, names) ?? fits(rule, occasion.files));
    return why === null ? [] : [{ rule, why }];
  });
}

export function applied({ path, tokens }: Rule, why: RuleReason): AppliedRule {
  return { path, why, tokens };
}

/** Why a rule applies to files; null when it does not because of them. */
function fits(rule: Rule, files: readonly string[]): RuleReason | null {
  return rule.mode === 'globs' ? fitsGlob(rule, files) : rule.mode === 'folder' ? fitsFolder(rule, files) : null;
}

/** Globs of a nested folder are meant from there or from the top; both are in use. */
function fitsGlob({ globs, globsLine: line, folder }: Rule, files: readonly string[]): RuleReason | null {
  const below = files.filter((file) => folder === '' || file.startsWith(`${folder}/`));
  for (const glob of below.length === 0 ? [] : globs) {
    const matches = globMatcher(glob);
    const file = below.find((path) => matches(path) || (folder !== '' && matches(path.slice(folder.length + 1))));
    if (file !== undefined) {
      return { kind: 'glob', glob, line, file };
    }
  }
  return null;
}

function fitsFolder({ folder }: Rule, files: readonly string[]): RuleReason | null {
  const file = files.find((path) => path.startsWith(`${folder}/`));
  return file === undefined ? null : { kind: 'folder', folder, file };
}

function named({ path }: Rule, names: ReadonlySet<string>): RuleReason | null {
  const short = path.replace(/^(?:~\/|(?:.*\/)?\.cursor\/rules\/)/, '').replace(/\.(mdc|md)$/i, '');
  const name = [ruleName(path), short, path].find((candidate) => names.has(candidate));
  return name === undefined ? null : { kind: 'named', name };
}

/** What stands after an `@` in a person's words; the point at the end of a sentence is no part of it. */
function namesIn(text: string): string[] {
  return [...text.matchAll(/(?<![\w@/.])@([\w.-][\w./-]*)/g)].map(([, name = '']) => name.replace(/[.]+$/, ''));
}
