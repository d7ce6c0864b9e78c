import type { CommandRule } from '../../protocol';
import { programOf } from './innerCommands';
import { objection } from './optionTables';
import type { ShellWord } from './plainCommands';
import type { Rule } from './rule';

/** How a rule stands to a command: it covers it, it would but for something, or it is about something else. */
export type Coverage = { kind: 'covers' } | { kind: 'objected'; rule: Rule } | { kind: 'other' };

const covers: Coverage = { kind: 'covers' };
const other: Coverage = { kind: 'other' };

const optionLike: Rule = {
  id: 'C04',
  reason: 'A pattern for file names could become an option; begin it with a folder or put -- before it.',
};

export function isSameRule(one: CommandRule, other: CommandRule | undefined): boolean {
  return one.match === other?.match && JSON.stringify(one.words) === JSON.stringify(other.words);
}

/** `words` are those of one plain command. */
export function coverage({ words: wanted, match }: CommandRule, words: readonly ShellWord[]): Coverage {
  if (wanted[0] !== undefined && words[0]?.value !== wanted[0]) {
    return other;
  }
  const given = lookedThrough(words);
  const begins = wanted.every((word, at) => given[at]?.value === word && !given[at].hasGlob);
  if (!begins || (match === 'exact' && given.length !== wanted.length)) {
    return other;
  }
  if (match === 'exact') {
    return covers;
  }
  const values = given.map(({ value }) => value ?? '');
  const dashes = values.indexOf('--');
  if (
    given.some(({ value, hasGlob }, at) => hasGlob && mayBecomeOption(value ?? '') && (dashes === -1 || at < dashes))
  ) {
    return { kind: 'objected', rule: optionLike };
  }
  const rule = objection(values, wanted.length);
  return rule === null ? covers : { kind: 'objected', rule };
}

/** `*` may be the name of any file, `--include=*.ts` is that option whatever it becomes. */
function mayBecomeOption(pattern: string): boolean {
  return /^[*?[]/.test(pattern) || (pattern.startsWith('-') && !/^--?[\w-]+=/.test(pattern));
}

/** `git --no-pager log` is `git log`. */
function lookedThrough(words: readonly ShellWord[]): readonly ShellWord[] {
  const [first, second] = words;
  const isPager = first?.value === 'git' && second !== undefined && /^(--no-pager|-P)$/.test(second.value ?? '');
  return isPager ? [first, ...words.slice(2)] : words;
}

/**
 * Whether a rule that forbids is about a command: `no`, `yes`, or `perhaps` where words of it can't be told. The program
 * is meant wherever it lies, and options of git before what it does do not count.
 */
export function forbids({ words: wanted, match }: CommandRule, words: readonly ShellWord[]): 'yes' | 'no' | 'perhaps' {
  const program = programOf(words);
  const first = wanted[0] ?? '';
  const name = first.slice(first.lastIndexOf('/') + 1);
  if (program !== null && program !== name) {
    return 'no';
  }
  const named = [name, ...wanted.slice(1)];
  const given = [program, ...withoutGlobals(program, words.slice(1))];
  if (match === 'exact' && given.length !== named.length) {
    return 'no';
  }
  return compared(named, given);
}

/** Whether a command begins with these words. */
function compared(named: readonly string[], given: readonly (string | null)[]): 'yes' | 'no' | 'perhaps' {
  let isSure = true;
  for (const [at, word] of named.entries()) {
    const value = at < given.length ? given[at] : undefined;
    if (value === undefined || (value !== null && value !== word)) {
      return 'no';
    }
    isSure &&= value !== null;
  }
  return isSure ? 'yes' : 'perhaps';
}

function withoutGlobals(program: string | null, words: readonly ShellWord[]): (string | null)[] {
  const values = words.map(({ value, hasGlob }) => (hasGlob ? null : value));
  if (program !== 'git') {
    return values;
  }
  let at = 0;
  while (values[at]?.startsWith('-') === true) {
    at += /^-[cC]$|^--(git-dir|work-tree|namespace|exec-path|config-env)$/.test(values[at] ?? '') ? 2 : 1;
  }
  return values.slice(at);
}

/** Programs with a verb, of which it makes sense to allow one verb with whatever follows. */
const verbs: Readonly<Record<string, RegExp>> = {
  git: /^(status|diff|log|show|add|commit|ls-files|blame|stash|checkout|switch|restore|rev-parse)$/,
  npm: /^(test|ci)$/,
  pnpm: /^test$/,
  yarn: /^test$/,
  cargo: /^(test|build|check|clippy|fmt)$/,
  go: /^(test|build|vet|fmt)$/,
  dotnet: /^(test|build)$/,
  make: /^[\w-]+$/,
  npx: /^(tsc|eslint|prettier|jest|vitest|mocha|playwright)$/,
};

/** What may be stored for a single plain command, the narrowest first. */
export function offersFor(words: readonly ShellWord[]): CommandRule[] {
  if (words.some(({ value, hasGlob }) => value === null || hasGlob)) {
    return [];
  }
  const values = words.map(({ value }) => value ?? '');
  const exact: CommandRule = { words: values, match: 'exact' };
  const length = beginning(values);
  const isNarrow = length !== null && objection(values, length) === null;
  return isNarrow ? [exact, { words: values.slice(0, length), match: 'prefix' }] : [exact];
}

/** How many words of a command say what it does, whatever follows; null when that is not known. */
function beginning([program = '', verb = '', script]: readonly string[]): number | null {
  if (verb === 'run' && /^(npm|pnpm|yarn|bun)$/.test(program)) {
    return script === undefined || script.startsWith('-') ? null : 3;
  }
  return Object.hasOwn(verbs, program) && verbs[program]?.test(verb) === true ? 2 : null;
}

/** A command without what tells it from others like it: its program, its verb, and the names of its options. */
export function shapeOf(words: readonly ShellWord[]): string {
  const [program = '', ...args] = words.map(({ value, hasGlob }) => (hasGlob ? null : value));
  const shown: string[] = [program ?? '…'];
  args.forEach((arg, at) => {
    const isVerb = arg !== null && (at === 0 || (at === 1 && args[0] === 'run')) && /^[a-z][a-z:-]*$/.test(arg);
    const text = arg?.startsWith('-') === true ? arg.replace(/[=\d].*$/s, '') : isVerb ? arg : '…';
    if (text !== '…' || shown.at(-1) !== '…') {
      shown.push(text);
    }
  });
  return shown.join(' ');
}
