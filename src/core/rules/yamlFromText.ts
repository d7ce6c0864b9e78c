import { linesOf } from './frontMatter';

interface Section {
  name: string;
  items: string[];
}

/**
 * A rule's text as a rules file in YAML: what stands below a heading, or below `name:`, becomes the list of that name, a
 * paragraph or an entry of a list each. `yamlRuleText` makes the same lists of it again, so no word is lost.
 */
export function yamlFromText(text: string): string {
  const sections = merged(sectionsIn(linesOf(text)));
  return `${sections.map(written).join('\n\n')}\n`;
}

const unnamed = 'rules';
const heading = /^#{1,6}\s+(.*?)\s*#*\s*$/;
const name = /^([\p{L}\p{N}_][^:#[\]{}"'`*\n]*):$/u;
const entry = /^[-*]\s+(.*)$/;
const fence = /^\s*(```|~~~)/;

type Line = { kind: 'title' | 'entry' | 'text' | 'code'; text: string } | { kind: 'blank' };

function sectionsIn(lines: readonly string[]): Section[] {
  const sections: Section[] = [{ name: unnamed, items: [] }];
  let continues = false;
  for (const line of classified(lines)) {
    if (line.kind === 'title') {
      sections.push({ name: line.text, items: [] });
    } else if (line.kind !== 'blank') {
      const goesOn = line.kind === 'code' || (line.kind === 'text' && (continues || /^\s/.test(line.text)));
      add(sections.at(-1)?.items ?? [], line.text, goesOn);
    }
    continues = line.kind === 'entry' || line.kind === 'text' || line.kind === 'code';
  }
  return sections;
}

/** Below the line that opens code, everything is code to the line that closes it. */
function classified(lines: readonly string[]): Line[] {
  let isInCode = false;
  return lines.map((text): Line => {
    const isFence = fence.test(text);
    const line: Line = isInCode ? { kind: 'code', text } : isFence ? { kind: 'text', text } : lineOf(text);
    isInCode = isFence ? !isInCode : isInCode;
    return line;
  });
}

function lineOf(text: string): Line {
  const title = heading.exec(text)?.[1] ?? name.exec(text)?.[1] ?? '';
  if (title !== '') {
    return { kind: 'title', text: title };
  }
  const item = entry.exec(text)?.[1];
  return text.trim() === '' ? { kind: 'blank' } : { kind: item === undefined ? 'text' : 'entry', text: item ?? text };
}

/** A line that goes on with the item before it is a line of that. */
function add(items: string[], line: string, goesOn: boolean): void {
  const last = items.pop();
  if (goesOn && last !== undefined) {
    items.push(`${last}\n${line}`);
  } else {
    items.push(...(last === undefined ? [] : [last]), line);
  }
}

/** A name stands in a document once. */
function merged(sections: readonly Section[]): Section[] {
  const byName = new Map<string, string[]>();
  for (const section of sections) {
    byName.set(section.name, [...(byName.get(section.name) ?? []), ...section.items]);
  }
  return [...byName]
    .map(([named, items]) => ({ name: named, items }))
    .filter((section) => section.items.length > 0 || section.name !== unnamed);
}

const pair = /^([A-Za-z_][\w-]*): (\S.*)$/;

/** The facts of a project are names with their values. */
function written({ name: named, items }: Section): string {
  if (items.length === 0) {
    return `${scalar(named)}: ""`;
  }
  const pairs = items.map((item) => pair.exec(item));
  const keys = new Set(pairs.map((found) => found?.[1]));
  const lines =
    named === 'project' && !keys.has(undefined) && keys.size === items.length
      ? pairs.map((found) => `  ${scalar(found?.[1] ?? '')}: ${scalar(found?.[2] ?? '')}`)
      : items.map((item) => `  - ${scalar(item)}`);
  return [`${scalar(named)}:`, ...lines].join('\n');
}

const plain = /^[A-Za-z][\w ,.()/'-]*$/;
const words = /^(true|false|null|yes|no|on|off|y|n)$/i;

/** Plain where nobody could read anything else in it; else quoted as in JSON, which YAML reads too. */
function scalar(text: string): string {
  return plain.test(text) && !words.test(text) && !text.endsWith(' ') ? text : JSON.stringify(text);
}
