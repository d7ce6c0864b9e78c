import type { CommandRule } from '../../protocol';
import { isControlFile, relativeTo } from '../files/paths';
import { coverage, offersFor, type Coverage } from './commandRules';
import { isOutside, redirectWrites, resolvePath, wordWrites, type Place } from './commandReach';
import type { PlainCommand, ShellWord } from './plainCommands';
import type { Rule } from './rule';

/** What the rules that allow say of a chain of plain commands. */
export interface PlainJudgement {
  /** Every part is covered by a rule. */
  isCovered: boolean;
  /** Why it is not allowed although a rule is about it; null when nothing speaks against it. */
  objection: Rule | null;
  offers: readonly CommandRule[];
  /** Absolute paths, by the words. */
  writes: readonly string[];
}

const elsewhere: Rule = { id: 'P01', reason: 'It writes outside of the worktree.' };
const obeyed: Rule = { id: 'P08', reason: 'It writes a file that editors, shells or agents obey.' };

export function judgePlain(
  commands: readonly PlainCommand[],
  allow: readonly CommandRule[],
  worktree: string,
): PlainJudgement {
  const parts: Part[] = [];
  let folder = worktree;
  for (const command of commands) {
    const part = judgePart(command, allow, { worktree, folder });
    parts.push(part);
    folder = part.enters ?? folder;
  }
  const written = parts.flatMap(({ outside }) => outside ?? []);
  return {
    isCovered: parts.every(({ isRuled, enters }) => isRuled || enters !== null) && parts.some(({ isRuled }) => isRuled),
    objection: parts.flatMap((part) => part.objection ?? [])[0] ?? written[0] ?? null,
    offers: written.length === 0 ? offersOf(commands) : [],
    writes: parts.flatMap(({ writes }) => writes),
  };
}

interface Part {
  isRuled: boolean;
  /** The folder in which the next command runs, where this one only leads there. */
  enters: string | null;
  objection: Rule | null;
  /** What speaks against what it writes. */
  outside: Rule | null;
  writes: string[];
}

function judgePart(command: PlainCommand, allow: readonly CommandRule[], place: Place): Part {
  const { words, redirects } = command;
  const ruled = ruledBy(allow, words);
  const writes = [...wordWrites(words, place), ...redirects.flatMap((redirect) => redirectWrites(redirect, place))];
  return {
    isRuled: ruled.kind === 'covers',
    enters: enters(command, place),
    objection: ruled.kind === 'objected' ? ruled.rule : null,
    outside: writes.map((path) => objectionToWrite(path, place)).find((rule) => rule !== null) ?? null,
    writes,
  };
}

/** A rule that covers it, else the first that would but for something. */
function ruledBy(allow: readonly CommandRule[], words: readonly ShellWord[]): Coverage {
  let found: Coverage = { kind: 'other' };
  for (const rule of allow) {
    const each = coverage(rule, words);
    if (each.kind === 'covers') {
      return each;
    }
    found = found.kind === 'other' ? each : found;
  }
  return found;
}

/** Of one command, never of a chain. */
function offersOf([only, ...others]: readonly PlainCommand[]): CommandRule[] {
  return only === undefined || others.length > 0 || only.redirects.length > 0 ? [] : offersFor(only.words);
}

/** The folder in which the next command runs, where this one only leads there and something follows; else null. */
function enters({ words, redirects, then }: PlainCommand, place: Place): string | null {
  if (redirects.length > 0 || words.length > 2) {
    return null;
  }
  const [program = null, target] = words.map(({ value, hasGlob }) => (hasGlob ? null : value));
  if (program === 'true' || program === ':') {
    return target === undefined ? place.folder : null;
  }
  return program === 'cd' && then === '&&' && target ? folderBelow(target, place) : null;
}

function folderBelow(target: string, place: Place): string | null {
  const folder = resolvePath(place.folder, target);
  return target.startsWith('-') || isOutside(folder, place) ? null : folder;
}

function objectionToWrite(path: string, place: Place): Rule | null {
  const relative = relativeTo(place.worktree, path);
  if (relative === null) {
    return elsewhere;
  }
  return isControlFile(relative) || /(^|\/)\.git(\/|$)/i.test(relative) ? obeyed : null;
}
