import type { Translate } from '../translate';
import { linesOf } from './frontMatter';

/** Replaces `count` lines from `line` on, from 1, by `lines`. */
export interface RuleFix {
  title: string;
  line: number;
  count: number;
  lines: string[];
}

/** What is odd in the front matter of a rule, and what would mend it. */
export interface RuleHint {
  line: number;
  /** Null where reading the rule says it already. */
  message: string | null;
  fixes: RuleFix[];
}

interface Pair {
  line: number;
  key: string;
  value: string;
  /** With the lines below it that belong to it. */
  count: number;
}

const known = ['description', 'globs', 'alwaysApply'];

/** What people and other tools call them. */
const otherNames: Readonly<Record<string, string>> = {
  ...{ glob: 'globs', paths: 'globs', path: 'globs', files: 'globs', pattern: 'globs', patterns: 'globs' },
  ...{ applyto: 'globs', desc: 'description', summary: 'description', always: 'alwaysApply' },
};

/** Of a rule with front matter; nothing for one without. */
export function ruleHints(text: string, t: Translate): RuleHint[] {
  const lines = linesOf(text);
  if (lines[0]?.trimEnd() !== '---') {
    return [];
  }
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === '---');
  if (end === -1) {
    return [openEnd(lines, t)];
  }
  const { pairs, stray } = pairsIn(lines.slice(1, end));
  return [
    ...stray.map((line) => strayLine(line, lines[line - 1] ?? '', t)),
    ...pairs.flatMap((pair) => hintsOf(pair, pairs, t)),
  ];
}

/** The line that is missing belongs below the last one that looks like front matter. */
function openEnd(lines: readonly string[], t: Translate): RuleHint {
  const after = lines.findIndex((line, index) => index > 0 && !isPair(line) && !/^(?:\s+\S|- )/.test(line));
  const at = after === -1 ? lines.length : after;
  const fix = { title: t('Close the front matter here'), line: at + 1, count: 0, lines: ['---'] };
  return { line: 1, message: null, fixes: [fix] };
}

function pairsIn(lines: readonly string[]): { pairs: Pair[]; stray: number[] } {
  const pairs: Pair[] = [];
  const stray: number[] = [];
  for (const [index, text] of lines.entries()) {
    const [, key, value = ''] = pairForm.exec(text) ?? [];
    const last = pairs.at(-1);
    if (key !== undefined) {
      pairs.push({ line: index + 2, key, value: value.trim(), count: 1 });
    } else if (text.trim() === '' || /^\s*#/.test(text)) {
      continue;
    } else if (last !== undefined && /^(\s|- |-$)/.test(text)) {
      last.count = index + 3 - last.line;
    } else {
      stray.push(index + 2);
    }
  }
  return { pairs, stray };
}

const pairForm = /^([A-Za-z_][\w-]*)\s*:(.*)$/;

function isPair(line: string): boolean {
  return pairForm.test(line);
}

function strayLine(line: number, text: string, t: Translate): RuleHint {
  return {
    line,
    message: null,
    fixes: [
      { title: t('Make it a comment'), line, count: 1, lines: [`# ${text}`] },
      { title: t('Remove the line'), line, count: 1, lines: [] },
    ],
  };
}

function hintsOf(pair: Pair, pairs: readonly Pair[], t: Translate): RuleHint[] {
  const { line, key, value, count } = pair;
  const remove = { title: t('Remove {0}', key), line, count, lines: [] };
  if (!known.includes(key)) {
    const meant = nameMeant(key);
    const isFree = meant !== undefined && !pairs.some((other) => other.key === meant);
    const rename = {
      title: t('Call it {0}', meant ?? ''),
      line,
      count: 1,
      lines: [`${meant ?? ''}: ${value}`.trimEnd()],
    };
    const message =
      meant === undefined
        ? t('{0} means nothing in a rule.', key)
        : t('{0} means nothing in a rule. Is {1} meant?', key, meant);
    return [{ line, message, fixes: [...(isFree ? [rename] : []), remove] }];
  }
  if (pairs.some((other) => other.key === key && other.line > line)) {
    return [{ line, message: t('{0} stands here twice; the last one counts.', key), fixes: [remove] }];
  }
  return key === 'alwaysApply' && !isBoolean(value)
    ? [{ line, message: null, fixes: ['true', 'false'].map((word) => set(line, word, t)) }]
    : [];
}

function set(line: number, word: string, t: Translate): RuleFix {
  return { title: t('Set alwaysApply to {0}', word), line, count: 1, lines: [`alwaysApply: ${word}`] };
}

function isBoolean(value: string): boolean {
  return /^(["']?)(?:true|false)?\1(?:\s+#.*)?$/i.test(value);
}

function nameMeant(key: string): string | undefined {
  const plain = key.toLowerCase().replace(/[_-]/g, '');
  return known.find((name) => name.toLowerCase() === plain) ?? otherNames[plain];
}

/** A line of a list in YAML with its entry in quotes; null where it needs none. */
export function quotedEntry(line: string): string | null {
  const [, start = '', entry = ''] = /^(\s*-\s+)(\S.*?)\s*$/.exec(line) ?? [];
  const isOdd = /^[@`%*&!|>{}[\],?#-]/.test(entry) || /:(\s|$)|\s#/.test(entry);
  return isOdd ? `${start}${JSON.stringify(entry)}` : null;
}
