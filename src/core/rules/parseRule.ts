import type { Rule, RuleMode, RuleProblem } from '../../protocol';
import type { RuleText, YamlResult } from './rulesPorts';
import { estimatedTokens } from '../conversation/tokens';
import { bodyOf, linesOf, parseFrontMatter } from './frontMatter';
import { ruleFormOf, isOutside } from './ruleNames';
import { showHidden } from './showHidden';
import { yamlRuleText } from './yamlRule';

export interface ParsedRule {
  /** Null when the file is broken, which `problems` say. */
  rule: Rule | null;
  /** The line of the file, from 1, on which the rule's text begins. */
  textLine: number;
  problems: RuleProblem[];
}

/** Reads one rule file. Only the YAML form needs `readYaml`. */
export async function parseRule(
  { path, text }: RuleText,
  readYaml: (text: string) => Promise<YamlResult>,
): Promise<ParsedRule> {
  const form = ruleFormOf(path);
  if (form === null) {
    return { rule: null, textLine: 1, problems: [] };
  }
  if (form.form === 'front-matter') {
    return parseWithFrontMatter(path, form.folder, text);
  }
  const mode = 'always' as const;
  const plain = { path, folder: form.folder, mode, globs: [], globsLine: 0, description: '' };
  if (form.form === 'plain') {
    const { body, bodyLine } = bodyOf(linesOf(text), 0);
    return complete({ ...plain, text: body }, bodyLine);
  }
  const yaml = await readYaml(text.replace(/^\ufeff/, ''));
  const body = 'message' in yaml ? yaml : yamlRuleText(yaml.value);
  return typeof body === 'string' ? complete({ ...plain, text: body }, 1) : broken(path, body.line, body.message);
}

function parseWithFrontMatter(path: string, folder: string, text: string): ParsedRule {
  const parsed = parseFrontMatter(text);
  if ('message' in parsed) {
    return broken(path, parsed.line, parsed.message);
  }
  const { alwaysApply, globs, globsLine, description, body, bodyLine } = parsed;
  const mode = alwaysApply ? 'always' : globs.length > 0 ? 'globs' : description === '' ? 'manual' : 'described';
  const result = complete(
    { path, folder, mode, globs, globsLine, description: shortened(description), text: body },
    bodyLine,
  );
  const isPlain = path.endsWith('.md') && !isOutside(path);
  return isPlain && result.rule !== null
    ? { ...result, problems: [...result.problems, warning(path, 1, plainEnding)] }
    : result;
}

/** A description is one line for the agent, which nothing can hide in. */
function shortened(description: string): string {
  return showHidden(description).text.slice(0, 500);
}

const plainEnding = 'Cursor reads only .mdc files here; other tools may not see this rule.';

function complete(read: Omit<Rule, 'tokens'>, textLine: number): ParsedRule {
  if (read.text === '') {
    return broken(read.path, 0, 'The rule has no text.');
  }
  const { text, hidden, line } = showHidden(read.text);
  const many = hidden === 1 ? '1 invisible character, which is' : `${hidden} invisible characters, which are`;
  const problems =
    hidden === 0
      ? []
      : [warning(read.path, textLine + line - 1, `Holds ${many} written out for the agent and for you.`)];
  return { rule: { ...read, mode: modeThere(read), text, tokens: estimatedTokens(text) }, textLine, problems };
}

/** The agent can't read the user's folder or the team's, so what is described there applies; what is nested holds for its folder. */
function modeThere({ path, mode, folder }: Omit<Rule, 'tokens'>): RuleMode {
  if (mode === 'described' && isOutside(path)) {
    return 'always';
  }
  return folder !== '' && (mode === 'always' || mode === 'described') ? 'folder' : mode;
}

function broken(path: string, line: number, message: string): ParsedRule {
  return { rule: null, textLine: 1, problems: [{ path, line, message, isBroken: true }] };
}

function warning(path: string, line: number, message: string): RuleProblem {
  return { path, line, message, isBroken: false };
}
