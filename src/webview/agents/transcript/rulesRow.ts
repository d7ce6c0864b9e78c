import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { appliedRuleLabel, leftOutRuleLabel, ruleCountLabel, ruleProblemLabel } from '../../../core/rules/ruleLabels';
import type { RulesItem } from '../../../core/views/transcriptItems';
import type { TaskScene } from '../scene';
import { foldedRow } from './toolRow';

/** Which rules began to apply, why, and what is wrong with others. */
export function rulesRow(scene: TaskScene, { key, rules, leftOut, problems }: RulesItem): TemplateResult {
  const { t } = scene;
  const tokens = rules.reduce((sum, rule) => sum + rule.tokens, 0);
  const lines = [
    ...rules.map((rule) => appliedRuleLabel(rule, t)),
    ...leftOut.map((rule) => leftOutRuleLabel(rule, t)),
    ...problems.map((problem) => ruleProblemLabel(problem, t)),
  ];
  return foldedRow(scene, {
    key,
    icon: problems.some(({ isBroken }) => isBroken) ? 'warning' : 'law',
    text: ruleCountLabel(rules.length, t),
    result: tokens === 0 ? '' : t('about {0} tokens', tokens),
    body: () => html`<pre>${lines.join('\n')}</pre>`,
  });
}
