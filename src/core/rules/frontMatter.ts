import { splitGlobs } from '../files/glob';

/** What stands between the `---` lines of a rule, and what follows them. */
export interface FrontMatter {
  description: string;
  globs: string[];
  /** The line of the file, from 1, on which the globs begin; 0 when there are none. */
  globsLine: number;
  alwaysApply: boolean;
  body: string;
  /** The line of the file, from 1, on which the body begins. */
  bodyLine: number;
}

/** Where a rule file can't be understood. */
export interface FrontMatterProblem {
  line: number;
  message: string;
}

interface Field {
  line: number;
  value: string;
  /** Lines below it that are indented or begin with `- `. */
  more: string[];
}

/**
 * Takes a rule file apart by hand: the globs of real files, such as `*.ts` or `{a,b}.ts`, are no YAML. A file without
 * front matter is all body.
 */
export function parseFrontMatter(text: string): FrontMatter | FrontMatterProblem {
  const lines = linesOf(text);
  if (lines[0]?.trimEnd() !== '---') {
    return { description: '', globs: [], globsLine: 0, alwaysApply: false, ...bodyOf(lines, 0) };
  }
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === '---');
  if (end === -1) {
    return { line: 1, message: 'The front matter has no closing “---” line.' };
  }
  const fields = fieldsOf(lines.slice(1, end));
  if ('message' in fields) {
    return fields;
  }
  const always = fields.get('alwaysApply');
  const alwaysApply = always === undefined ? false : booleanOf(always.value);
  if (alwaysApply === null) {
    return { line: always?.line ?? 1, message: 'alwaysApply is neither true nor false.' };
  }
  const globs = fields.get('globs');
  return {
    description: textOf(fields.get('description')),
    globs: globs === undefined ? [] : globsOf(globs),
    globsLine: globs?.line ?? 0,
    alwaysApply,
    ...bodyOf(lines, end + 1),
  };
}

export function linesOf(text: string): string[] {
  return text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
}

/** The text from a line on, without blank lines around it. */
export function bodyOf(lines: readonly string[], from: number): { body: string; bodyLine: number } {
  const first = lines.findIndex((line, index) => index >= from && line.trim() !== '');
  return { body: lines.slice(from).join('\n').trim(), bodyLine: (first === -1 ? from : first) + 1 };
}

function fieldsOf(lines: readonly string[]): Map<string, Field> | FrontMatterProblem {
  const fields = new Map<string, Field>();
  let last: Field | null = null;
  for (const [index, line] of lines.entries()) {
    const line1 = index + 2;
    const pair = /^([A-Za-z_][\w-]*)\s*:(.*)$/.exec(line);
    if (line.trim() === '' || /^\s*#/.test(line)) {
      continue;
    }
    if (pair !== null) {
      last = { line: line1, value: (pair[2] ?? '').trim(), more: [] };
      fields.set(pair[1] ?? '', last);
    } else if (last !== null && /^(\s|- |-$)/.test(line)) {
      last.more.push(line.trim());
    } else {
      return { line: line1, message: 'This line of the front matter is no “name: value”.' };
    }
  }
  return fields;
}

function booleanOf(value: string): boolean | null {
  const word = unquoted(value.replace(/\s+#.*$/, '')).toLowerCase();
  return word === '' || word === 'false' ? false : word === 'true' ? true : null;
}

/** A block (`>` or `|`) and lines that go on are one line. */
function textOf(field: Field | undefined): string {
  if (field === undefined) {
    return '';
  }
  const first = /^[>|][+-]?$/.test(field.value) ? '' : field.value;
  return unquoted([first, ...field.more].filter((part) => part !== '').join(' '));
}

function globsOf({ value, more }: Field): string[] {
  const inline = value.replace(/\s+#.*$/, '');
  const list = /^\[(?:\s*(?:"[^"]*"|'[^']*')\s*,?)+\]$/.exec(inline);
  const text = list === null ? inline : inline.slice(1, -1);
  const items = more.map((line) => line.replace(/^-\s*/, '').replace(/\s+#.*$/, ''));
  return [text, ...items].flatMap((part) => splitGlobs(unquoted(part)).map(unquoted)).filter((glob) => glob !== '');
}

function unquoted(text: string): string {
  const trimmed = text.trim();
  const quoted = /^(["'])([^"']*)\1$/.exec(trimmed);
  return quoted === null ? trimmed : (quoted[2] ?? '');
}
