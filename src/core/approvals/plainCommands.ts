import { type Rule, shellRules } from './rule';

/** A word as a command gets it. `value` is null when only the shell can tell it; with `hasGlob` it may become others. */
export interface ShellWord {
  value: string | null;
  hasGlob: boolean;
}

export interface Redirect {
  operator: string;
  target: ShellWord;
}

/** A command of a plain chain, with what follows it: an operator, a line break, or nothing. */
export interface PlainCommand {
  words: readonly ShellWord[];
  redirects: readonly Redirect[];
  then: string;
}

/** A reading of a command line that consists of nothing but plain words, or why it is none. */
export type PlainReading = { kind: 'plain'; commands: readonly PlainCommand[] } | { kind: 'unclear'; rule: Rule };

const hidden: Rule = { id: 'C06', reason: 'It holds characters that can’t be seen or that look like others.' };
const unended: Rule = { id: 'C02', reason: 'A quote or an escape in it does not end.' };
const incomplete: Rule = { id: 'C01', reason: 'One of its commands is empty.' };

const { expansion: notPlain, assignment, compound, background, comment } = shellRules;

/** Everything invisible, and every blank but space, tab and line break. */
const invisible = /[^\P{C}\n\t]|[^\P{Z} ]/u;
/** Holds nothing of the kind, and is told sooner. */
const visible = /^[\n\t -~]*$/;
const reserved = new Set([
  ...['if', 'then', 'elif', 'else', 'fi', 'for', 'select', 'case', 'esac', 'while', 'until', 'do', 'done', 'in'],
  ...['function', 'time', 'coproc', '{', '}', '!', '[[', ']]'],
]);

const blanks = /[ \t]+(?:\\\n[ \t]*)*/y;
const operators = /&&|\|\|(?!\|)|;(?!;)|\|(?![&|])|\n/y;
const lineBreaks = /\n+/y;
const duplicate = /\d?>&\d(?=[\s;|&]|$)/y;
const redirection = /\d?(>>|>|<)(?![<>&(|])[ \t]*/y;
const part =
  /'([^']*)'|"((?:[^"\\$`]|\\[^]|\$(?=["|) /]))*)"|\\([^\n])|([*?[\]]+)|(\{\})|([\w@%+=:,./^-]+|[^\p{ASCII}]+)|([~#!}]+)/uy;

/** What a character can be the first of. */
const ofBlanks = 1;
const ofOperator = 2;
const ofRedirection = 4;
const ofBare = 8;
const ofPart = 16;

/** By code. What is not of ASCII can only begin a part of a word. */
const firsts = new Uint8Array(128);
for (const [kind, characters] of [
  [ofBlanks, ' \t'],
  [ofOperator, '&|;\n'],
  [ofRedirection, '<>0123456789'],
  [ofBare, '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_@%+=:,./^-'],
  [ofPart, '\'"\\*?[]{~#!}'],
] as const) {
  for (const character of characters) {
    const code = character.charCodeAt(0);
    firsts[code] = (firsts[code] ?? 0) | kind;
  }
}

/**
 * A second, much simpler reading of a command line beside that of the grammar: only where both come to the same words is
 * a command taken to be understood. It knows words, quotes, `&&`, `||`, `;`, `|`, line breaks and redirections to files.
 */
export function plainCommands(text: string): PlainReading {
  if (!visible.test(text) && invisible.test(text)) {
    return { kind: 'unclear', rule: hidden };
  }
  const reader = new Reader(text.replace(/[ \t\n]+$/, '').replace(/^[ \t\n]+/, ''));
  try {
    return { kind: 'plain', commands: reader.read() };
  } catch (error) {
    if (error instanceof NotPlain) {
      return { kind: 'unclear', rule: error.rule };
    }
    throw error;
  }
}

/** One word as it is written; the value is null when it is more than a plain one. */
export function plainWord(text: string): ShellWord {
  const reader = new Reader(text);
  try {
    const word = reader.word();
    return reader.isAtEnd ? word : { value: null, hasGlob: false };
  } catch (error) {
    if (error instanceof NotPlain) {
      return { value: null, hasGlob: false };
    }
    throw error;
  }
}

function kindsOf(text: string, at: number): number {
  return firsts[text.charCodeAt(at)] ?? ofPart;
}

class NotPlain extends Error {
  constructor(readonly rule: Rule) {
    super(rule.reason);
  }
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  get isAtEnd(): boolean {
    return this.at === this.text.length;
  }

  read(): PlainCommand[] {
    const commands: PlainCommand[] = [];
    while (!this.isAtEnd || commands.at(-1)?.then !== '') {
      const last = commands.at(-1)?.then;
      if (this.isAtEnd && last === ';') {
        return commands;
      }
      commands.push(this.command());
    }
    return commands;
  }

  /** A line break after `&&`, `||` or `|` is none; between commands one is as good as many. */
  private command(): PlainCommand {
    while (this.passBlanks() || this.take(lineBreaks, ofOperator) !== null);
    const words: ShellWord[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      this.passBlanks();
      const then = this.isAtEnd ? '' : this.take(operators, ofOperator)?.[0];
      if (then !== undefined) {
        checkCommand(words);
        return { words, redirects, then };
      }
      if (this.take(duplicate, ofRedirection) === null) {
        const operator = this.take(redirection, ofRedirection)?.[1];
        const word = this.word();
        if (operator === undefined) {
          words.push(word);
        } else {
          redirects.push({ operator, target: word });
        }
      }
    }
  }

  word(): ShellWord {
    const from = this.at;
    let value = this.bare();
    let hasGlob = false;
    for (let found = this.take(part, ofPart); found !== null; found = this.take(part, ofPart)) {
      const [, , , , glob, , , odd] = found;
      if (odd !== undefined) {
        checkOdd(odd, value, this.at - odd.length === from);
      }
      hasGlob ||= glob !== undefined;
      value += meaning(found) + this.bare();
    }
    const next = this.text[this.at];
    const isDescriptor = (next === '<' || next === '>') && /^\d+$/.test(value);
    if (this.at === from || isDescriptor) {
      throw new NotPlain(this.stuck());
    }
    return { value, hasGlob };
  }

  private stuck(): Rule {
    const next = this.text[this.at] ?? '';
    if (next === '&') {
      return background;
    }
    if (next === '(' || next === ')') {
      return compound;
    }
    const isEnded = next === '"' && this.text.includes('"', this.at + 1);
    return /['"\\]/.test(next) && !isEnded ? unended : notPlain;
  }

  private passBlanks(): boolean {
    const from = this.at;
    while (this.mayBegin(ofBlanks)) {
      this.at += 1;
    }
    if (this.at > from && this.text[this.at] === '\\') {
      this.at = from;
      this.take(blanks, ofBlanks);
    }
    return this.at > from;
  }

  /** The characters that stand for themselves, up to the next that may not. */
  private bare(): string {
    const { text, at: from } = this;
    let at = from;
    while (at < text.length && (kindsOf(text, at) & ofBare) !== 0) {
      at += 1;
    }
    this.at = at;
    return text.slice(from, at);
  }

  private mayBegin(kind: number): boolean {
    return !this.isAtEnd && (kindsOf(this.text, this.at) & kind) !== 0;
  }

  /** `kind`: of everything that the pattern takes, so that it is not tried in vain. */
  private take(pattern: RegExp, kind: number): RegExpExecArray | null {
    if (!this.mayBegin(kind)) {
      return null;
    }
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    this.at += found?.[0].length ?? 0;
    return found;
  }
}

/** What a part of a word stands for. */
function meaning([text, single, double, escaped]: RegExpExecArray): string {
  return single ?? (double === undefined ? (escaped ?? text) : unquoted(double));
}

/** `~` means a folder at the beginning of a word and behind `=` and `:`; `#` and `!` mean something at the beginning. */
function checkOdd(odd: string, before: string, isFirst: boolean): void {
  if (odd.includes('}') || (odd.includes('~') && (isFirst || /[=:]$/.test(before)))) {
    throw new NotPlain(notPlain);
  }
  if (isFirst) {
    throw new NotPlain(odd.startsWith('#') ? comment : compound);
  }
}

/** In double quotes a backslash means itself unless something follows that it can escape. */
function unquoted(text: string): string {
  return text.replace(/\\([$`"\\\n])/g, (_, escaped: string) => (escaped === '\n' ? '' : escaped));
}

function checkCommand([first]: readonly ShellWord[]): void {
  if (first?.value === undefined || first.value === null) {
    throw new NotPlain(incomplete);
  }
  if (first.value.includes('=') && /^\w+(\[.*\])?\+?=/s.test(first.value)) {
    throw new NotPlain(assignment);
  }
  if (reserved.has(first.value)) {
    throw new NotPlain(compound);
  }
}
