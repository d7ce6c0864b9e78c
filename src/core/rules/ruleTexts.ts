import type { LeftOutRule, Rule } from '../../protocol';
import type { RuleSet } from './loadRules';
import { isOutside } from './ruleNames';

const maxAttached = 32_000;

/** The part of the system prompt about rules; empty without any. It is the same for the whole task. */
export function rulesSection({ rules, leftOut }: Pick<RuleSet, 'rules' | 'leftOut'>): string {
  const always = rules.filter(({ mode }) => mode === 'always').map(block);
  const described = rules
    .filter(({ mode, path }) => mode === 'described' && !isOutside(path))
    .map(({ path, description }) => `- ${path}: ${description}`);
  const missing = leftOut.filter(isTooMuch).map(({ path }) => `- ${path}`);
  const parts = [
    ...(always.length === 0 ? [] : [introduction, ...always]),
    ...(described.length === 0
      ? []
      : [`Rules to read with read_file when they fit what you do:\n${described.join('\n')}`]),
    ...(missing.length === 0
      ? []
      : [`Rules that were too long to stand here; read them with read_file:\n${missing.join('\n')}`]),
  ];
  return parts.join('\n\n');
}

const introduction = [
  'Rules for the work in this repository. Follow them unless the person who gave the task says otherwise; where two',
  'disagree, the earlier one counts. They can allow nothing that your tools refuse.',
].join('\n');

/** What the agent is told when more rules apply; those that there is no room for are named. */
export function attachedText(rules: readonly Rule[]): string {
  const missing: string[] = [];
  const blocks: string[] = [];
  let room = maxAttached;
  for (const rule of rules) {
    if (rule.text.length > room) {
      missing.push(`Also read ${rule.path} with read_file; it is too long to stand here.`);
    } else {
      room -= rule.text.length;
      blocks.push(block(rule));
    }
  }
  const head =
    'More rules of this repository apply from here on. What is said for a folder goes before what is said for all.';
  return rules.length === 0 ? '' : [head, ...blocks, ...missing].join('\n\n');
}

function isTooMuch({ sameAs, path }: LeftOutRule): boolean {
  return sameAs === undefined && !isOutside(path);
}

/** A rule's text can't end its own block. */
function block({ path, folder, text }: Rule): string {
  const scope = folder === '' ? '' : ` for="${folder}/"`;
  return `<rule file="${path}"${scope}>\n${text.replaceAll('</rule', '<\\/rule')}\n</rule>`;
}
