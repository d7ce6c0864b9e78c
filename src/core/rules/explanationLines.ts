import type { Rule } from '../../protocol';
import { oneLine } from '../labels/labels';
import type { Translate } from '../translate';
import type { RulesExplanation } from './explainRules';
import { appliedRuleLabel, leftOutRuleLabel, ruleProblemLabel } from './ruleLabels';
import { ruleName } from './ruleNames';

/** An explanation as lines for a person; a heading ends with a colon and what belongs to it is indented. */
export function explanationLines(explanation: RulesExplanation, t: Translate): string[] {
  const { file, applies, tokens, others, leftOut, problems, deadGlobs, conflicts } = explanation;
  const head =
    applies.length === 0
      ? t('No rule applies to {0}.', oneLine(file, 200))
      : t('Rules for {0}, in this order, about {1} tokens:', oneLine(file, 200), tokens);
  return [
    ...(explanation.isKept ? [keptLabel(explanation, t)] : []),
    head,
    ...applies.map((rule, index) => `  ${index + 1}. ${appliedRuleLabel(rule, t)}`),
    ...section(
      t('Not by themselves:'),
      others.map((rule) => otherLabel(rule, t)),
    ),
    ...section(
      t('Left out:'),
      leftOut.map((rule) => leftOutRuleLabel(rule, t)),
    ),
    ...section(
      t('They contradict each other:'),
      conflicts.map(({ first, second }) =>
        t('{0} says “{1}”, {2} says “{3}”', first.path, oneLine(first.text), second.path, oneLine(second.text)),
      ),
    ),
    ...section(
      t('Globs that match no file:'),
      deadGlobs.map(({ path, line, glob }) => `${oneLine(path, 200)}:${line}: ${oneLine(glob, 200)}`),
    ),
    ...section(
      t('Problems:'),
      problems.map((problem) => ruleProblemLabel(problem, t)),
    ),
  ];
}

/** For a file that agents do not get at all. */
export function keptLabel({ file }: RulesExplanation, t: Translate): string {
  return t('{0} is kept from agents by .cursorignore.', oneLine(file, 200));
}

function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [heading, ...lines.map((line) => `  ${line}`)];
}

/** What would make the rule apply. */
export function otherLabel(
  { path, mode, globs, description }: Pick<Rule, 'path' | 'mode' | 'globs' | 'description'>,
  t: Translate,
): string {
  const shown = oneLine(path, 200);
  if (mode === 'globs') {
    return t('{0}: only with files that match {1}', shown, oneLine(globs.join(', '), 200));
  }
  return mode === 'described'
    ? t('{0}: the agent reads it when this fits: {1}', shown, oneLine(description, 200))
    : t('{0}: only when a person writes @{1}', shown, ruleName(path));
}
