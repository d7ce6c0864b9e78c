import type { LeftOutRule, Rule, RuleProblem } from '../../protocol';
import type { RuleFiles, RuleTexts } from './rulesPorts';
import { estimatedTokens } from '../conversation/tokens';
import { withIncludes } from './includes';
import { parseRule } from './parseRule';
import { showHidden } from './showHidden';
import { isOutside } from './ruleNames';

const maxRule = 20_000;
const maxTotal = 200_000;
const maxAlways = 48_000;

export interface RuleSet {
  rules: Rule[];
  leftOut: LeftOutRule[];
  problems: RuleProblem[];
}

/** Reads rule files: what is broken, said twice or too much is left out, and the rest applies all the same. */
export async function loadRules(files: RuleFiles, texts: RuleTexts): Promise<RuleSet> {
  const set: RuleSet = { rules: [], leftOut: [], problems: [...texts.problems] };
  const room = { total: maxTotal, always: maxAlways };
  for (const file of texts.files) {
    const { rule, textLine, problems } = await parseRule(file, (text) => files.readYaml(text));
    set.problems.push(...problems);
    if (rule !== null) {
      const whole = await complete(rule, textLine, files, set.problems);
      const sameAs = set.rules.find((other) => saysTheSame(other, whole))?.path;
      const isTooMuch = whole.text.length > (whole.mode === 'always' ? room.always : room.total);
      if (sameAs !== undefined || isTooMuch) {
        set.leftOut.push({ path: whole.path, tokens: whole.tokens, ...(sameAs === undefined ? {} : { sameAs }) });
        continue;
      }
      room.total -= whole.text.length;
      room.always -= whole.mode === 'always' ? whole.text.length : 0;
      set.rules.push(whole);
    }
  }
  return set;
}

/** The rule with the files that it pulls in, cut where it is too long. The YAML form names no files. */
async function complete(rule: Rule, textLine: number, files: RuleFiles, problems: RuleProblem[]): Promise<Rule> {
  const { path } = rule;
  const mayInclude = !isOutside(path) && !path.endsWith('.cursor/rules');
  const read = async (target: string) => {
    const found = await files.include(target);
    return found !== null && 'text' in found ? { text: showHidden(found.text).text } : found;
  };
  const expanded = mayInclude
    ? await withIncludes({ path, text: rule.text, textLine }, read)
    : { text: rule.text, problems: [] };
  problems.push(...expanded.problems);
  if (expanded.text.length <= maxRule) {
    return { ...rule, text: expanded.text, tokens: estimatedTokens(expanded.text) };
  }
  const message = `Longer than ${maxRule} characters; what follows them is left out.`;
  problems.push({ path, line: 0, message, isBroken: false });
  const text = `${expanded.text.slice(0, maxRule).replace(/[\ud800-\udbff]$/, '')}\n[The rest of ${path} is left out.]`;
  return { ...rule, text, tokens: estimatedTokens(text) };
}

/** The one that is there already applies whenever the other one would. */
function saysTheSame(known: Rule, rule: Rule): boolean {
  const covers =
    known.mode === 'always' ||
    (known.mode === rule.mode && known.folder === rule.folder && known.globs.join() === rule.globs.join());
  return covers && essence(known.text) === essence(rule.text);
}

function essence(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
