import type { EventBody, RunnerEvent } from '../../protocol';
import { oneLine } from '../labels/labels';
import type { Survey, SurveyedFile } from './surveyPorts';
import type { Translate } from '../translate';

type Drawn = Extract<EventBody, { type: 'map.drawn' }>;

const maxText = 7000;
const maxNames = 8;
const maxWords = 200;

/** A file with what was read of it, before mentions are counted. */
export interface ReadFile {
  path: string;
  defines: readonly string[];
  words: ReadonlySet<string>;
}

/** Counts in how many other files each defined name is mentioned; short names and names of many files say nothing. */
export function countMentions(files: readonly ReadFile[]): SurveyedFile[] {
  const definers = new Map<string, number>();
  const mentions = new Map<string, number>();
  for (const name of files.flatMap(({ defines }) => [...new Set(defines)])) {
    definers.set(name, (definers.get(name) ?? 0) + 1);
  }
  for (const word of files.flatMap(({ words }) => [...words])) {
    if (definers.has(word)) {
      mentions.set(word, (mentions.get(word) ?? 0) + 1);
    }
  }
  return files.map(({ path, defines }) => ({
    path,
    defines: [...new Set(defines)].map((name) => {
      const isTelling = isOwnWord(name) && (definers.get(name) ?? 0) <= 3;
      return { name, mentions: isTelling ? Math.max(0, (mentions.get(name) ?? 0) - 1) : 0 };
    }),
  }));
}

/** Whether a name is hardly met by chance: it is made of several words, capital, or long. */
function isOwnWord(name: string): boolean {
  return name.length >= 4 && (/[A-Z_\d]/.test(name) || name.length >= 9);
}

/**
 * The files that matter most, within a bound of text: those whose names other files mention, and those that are near to
 * the words of the task. It says how many files are not in it.
 */
export function drawMap(survey: Survey, prompt: string): Omit<Drawn, 'type'> {
  const words = new Set(partsOf(prompt.slice(0, 20_000)).slice(0, maxWords));
  const ranked = survey.files
    .map((file) => ({ file, score: scoreOf(file, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.file.path < b.file.path ? -1 : 1));
  const lines: string[] = [];
  let room = maxText;
  for (const { file } of ranked) {
    const line = lineOf(file);
    if (line.length + 1 > room) {
      break;
    }
    room -= line.length + 1;
    lines.push(line);
  }
  const { read, total } = survey;
  const head = [
    'Map of the repository when the task began: files that others use most or that fit the task, with what they define.',
    `It shows ${lines.length} of ${total} source files; find the others with list_files and search.`,
  ];
  const text = lines.length === 0 ? '' : [...head, ...lines.toSorted()].join('\n');
  return { text, shown: lines.length, read, total };
}

/** The map as the journal holds it; empty for a task that began without one. */
export function standingMap(events: readonly RunnerEvent[]): string {
  for (const event of events) {
    if (event.type === 'map.drawn') {
      return event.text === '' ? '' : `\n\n${event.text}`;
    }
    if (event.type === 'model.request') {
      return '';
    }
  }
  return '';
}

/** What the map holds and what not. */
export function mapLabel({ shown, read, total }: Pick<Drawn, 'shown' | 'read' | 'total'>, t: Translate): string {
  return t('Map of the repository: {0} of {1} source files shown, {2} read for it', shown, total, read);
}

function lineOf({ path, defines }: SurveyedFile): string {
  const names = defines
    .toSorted((a, b) => b.mentions - a.mentions)
    .slice(0, maxNames)
    .map(({ name }) => oneLine(name, 60));
  const more = defines.length > maxNames ? ', …' : '';
  return names.length === 0 ? oneLine(path, 200) : `${oneLine(path, 200)}: ${names.join(', ')}${more}`;
}

const aside =
  /(^|\/)(tests?|specs?|__tests__|fixtures?|examples?|vendor|third_party|generated|dist)(\/|$)|[._-](test|spec|min)\./i;

function scoreOf({ path, defines }: SurveyedFile, words: ReadonlySet<string>): number {
  const used = defines.reduce((sum, { mentions }) => sum + mentions, 0);
  const near = partsOf(path).filter((part) => words.has(part)).length;
  const named = new Set(defines.flatMap(({ name }) => partsOf(name)).filter((part) => words.has(part))).size;
  return (Math.log2(1 + used) + 3 * near + 2 * Math.min(named, 4)) * (aside.test(path) ? 0.3 : 1);
}

/** The words of a text or a name, in lower case: `parseHTTPHeader` and `parse_http_header` are the same three. */
function partsOf(text: string): string[] {
  const parts = text.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];
  return [...new Set(parts.map((part) => part.toLowerCase()).filter((part) => part.length > 2 && !common.has(part)))];
}

const common = new Set(
  'the and for with that this from have has not are was all any can should must when then add use src lib test tests make new file files code'.split(
    ' ',
  ),
);
