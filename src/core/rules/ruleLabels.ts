import type { AppliedRule, LeftOutRule, RuleProblem, RuleReason } from '../../protocol';
import { oneLine } from '../labels/labels';
import type { Translate } from '../translate';

/** Why a rule applies, as a clause. */
export function ruleReasonLabel(why: RuleReason, t: Translate): string {
  switch (why.kind) {
    case 'always':
      return t('always');
    case 'glob':
      return t('{0} matches {1} (line {2})', oneLine(why.file, 120), oneLine(why.glob, 120), why.line);
    case 'folder':
      return t('{0} is in {1}', oneLine(why.file, 120), oneLine(why.folder, 120));
    case 'named':
      return t('named as @{0}', oneLine(why.name));
  }
}

export function appliedRuleLabel({ path, why, tokens }: AppliedRule, t: Translate): string {
  return t('{0}: {1}, about {2} tokens', oneLine(path, 200), ruleReasonLabel(why, t), tokens);
}

export function leftOutRuleLabel({ path, sameAs, tokens }: LeftOutRule, t: Translate): string {
  return sameAs === undefined
    ? t('{0}: left out, its {1} tokens are too many', oneLine(path, 200), tokens)
    : t('{0}: left out, it says the same as {1}', oneLine(path, 200), oneLine(sameAs, 200));
}

export function ruleProblemLabel({ path, line, message, isBroken }: RuleProblem, t: Translate): string {
  const place = line === 0 ? oneLine(path, 200) : `${oneLine(path, 200)}:${line}`;
  const text = oneLine(message, 300);
  return isBroken ? t('{0}: does not apply. {1}', place, text) : `${place}: ${text}`;
}

/** How many rules apply, as the head of their row. */
export function ruleCountLabel(count: number, t: Translate): string {
  return count === 1 ? t('1 rule applies') : t('{0} rules apply', count);
}
