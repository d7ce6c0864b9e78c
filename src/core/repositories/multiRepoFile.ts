import type { JoinedRepo } from '../../protocol';

/** Where the repositories of a task are written down, relative to the folder that their paths are relative to. */
export const multiRepoFile = '.cursor/multi-repo.yaml';

/** What is wrong with the file; `line` is from 1. */
export interface MultiRepoProblem {
  line: number;
  message: string;
  /** It keeps nothing from being used. */
  isPassedOver?: true;
}

export interface MultiRepo {
  /** What could be used of it, with the line of each. */
  members: (JoinedRepo & { line: number })[];
  problems: MultiRepoProblem[];
}

/** The value of a YAML text, with the line that a key or an item of it stands on. */
export type LinedYaml =
  { value: unknown; lineOf(path: readonly (string | number)[]): number } | { line: number; message: string };

const mostMembers = 20;

/** Reads `.cursor/multi-repo.yaml`: paths are relative to the folder that holds `.cursor`. Unknown keys are told and passed over. */
export function readMultiRepo(yaml: LinedYaml): MultiRepo {
  if ('message' in yaml) {
    return { members: [], problems: [yaml] };
  }
  const entries = entriesIn(yaml.value);
  if (entries === null) {
    const message = 'The file has no list “repositories”, so no repository is known.';
    return { members: [], problems: [{ line: 1, message }] };
  }
  const read = entries.map((entry, index) =>
    readEntry(entry, (...path) => yaml.lineOf(['repositories', index, ...path])),
  );
  const members = read.flatMap(({ member }) => member ?? []);
  const problems = [...read.flatMap((each) => each.problems), ...sharedPlaces(members)];
  if (members.length > mostMembers) {
    problems.push({
      line: members[mostMembers]?.line ?? 1,
      message: `A task works on ${mostMembers} repositories at most.`,
    });
  }
  if (read.length === 0) {
    problems.push({ line: yaml.lineOf(['repositories']), message: 'The list “repositories” is empty.' });
  }
  return { members, problems };
}

function entriesIn(value: unknown): unknown[] | null {
  const list: unknown = isRecord(value) ? value['repositories'] : null;
  return Array.isArray(list) ? list : null;
}

interface ReadEntry {
  member: MultiRepo['members'][number] | null;
  problems: MultiRepoProblem[];
}

type LineOf = (...path: string[]) => number;

const known = ['path', 'rules', 'language'];

function readEntry(entry: unknown, lineOf: LineOf): ReadEntry {
  if (!isRecord(entry)) {
    const message = 'An entry of “repositories” has a path, and may have rules and a language.';
    return { member: null, problems: [{ line: lineOf(), message }] };
  }
  const others = Object.keys(entry).filter((key) => !known.includes(key));
  const path = readPlace(entry['path']);
  const rules = entry['rules'] ?? null;
  const language = entry['language'] ?? null;
  const rulesPlace = readPlace(rules);
  const named = readName(language);
  const problems: MultiRepoProblem[] = others.map((key) => {
    return { line: lineOf(key), message: `“${key}” is not known here and was passed over.`, isPassedOver: true };
  });
  const say = (isWrong: boolean, message: string, ...at: string[]): void => {
    problems.push(...(isWrong ? [{ line: lineOf(...at), message }] : []));
  };
  const below = 'below the folder that holds .cursor';
  say(path === null, `${shown(entry['path'])} is not the path of a folder ${below}.`, 'path');
  const rulesAre = `${shown(rules)} is not a path ${below}; write null for the rules of that folder.`;
  say(rules !== null && rulesPlace === null, rulesAre, 'rules');
  say(language !== null && named === null, `${shown(language)} is not the name of a language.`, 'language');
  const member = path === null ? null : { path, rules: rulesPlace, language: named, line: lineOf('path') };
  return { member, problems };
}

function readPlace(value: unknown): string | null {
  return typeof value === 'string' ? placeBelow(value) : null;
}

function readName(value: unknown): string | null {
  const name = typeof value === 'string' ? value.trim() : '';
  return name === '' || name.length > 100 ? null : name;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A relative path in its plain form, without `.`; null when it is none or leads out of the folder. */
export function placeBelow(path: string): string | null {
  if (/^([/\\~]|[A-Za-z]:)/.test(path) || /[\0\n\r]/.test(path)) {
    return null;
  }
  const names: string[] = [];
  for (const name of path.split(/[/\\]/)) {
    if (name === '..' && names.pop() === undefined) {
      return null;
    }
    if (!['', '.', '..'].includes(name)) {
      names.push(name);
    }
  }
  return names.length === 0 || names.some((name) => name.toLowerCase() === '.git') ? null : names.join('/');
}

/** A repository that is named twice, or lies in another one. */
function sharedPlaces(members: MultiRepo['members']): MultiRepoProblem[] {
  return members.flatMap(({ path, line }, index) => {
    const other = members.slice(0, index).find((each) => isWithin(path, each.path) || isWithin(each.path, path));
    if (other === undefined) {
      return [];
    }
    const message =
      other.path === path
        ? `${path} is named twice.`
        : `${path} and ${other.path} lie in each other; name one of them only.`;
    return [{ line, message }];
  });
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function shown(value: unknown): string {
  return value === undefined ? 'Nothing' : typeof value === 'string' ? `“${value}”` : JSON.stringify(value);
}
