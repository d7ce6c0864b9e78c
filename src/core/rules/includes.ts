import type { RuleProblem } from '../../protocol';
import type { Included } from './rulesPorts';

const maxDepth = 5;
const maxFiles = 20;
const maxText = 32_000;

type Read = (path: string) => Promise<Included>;

/**
 * Puts the files that `@path` lines name in the place of these lines. A line that names no file, such as a decorator,
 * stays what it is, and so does one in a block of code.
 */
export async function withIncludes(
  { path, text, textLine }: { path: string; text: string; textLine: number },
  read: Read,
): Promise<{ text: string; problems: RuleProblem[] }> {
  const expansion = new Expansion({ path, textLine }, read);
  return { text: await expansion.expand(text, [path]), problems: expansion.problems };
}

class Expansion {
  readonly problems: RuleProblem[] = [];
  #room = { files: maxFiles, text: maxText };

  constructor(
    private readonly rule: { path: string; textLine: number },
    private readonly read: Read,
  ) {}

  async expand(text: string, trail: readonly string[]): Promise<string> {
    const lines: string[] = [];
    let isCode = false;
    for (const [index, line] of text.split('\n').entries()) {
      isCode = /^\s*(```|~~~)/.test(line) ? !isCode : isCode;
      const target = isCode ? undefined : /^@([\w.-][\w./-]*)$/.exec(line.trim())?.[1];
      lines.push(target === undefined ? line : await this.#include({ line, target, at: index + 1 }, trail));
    }
    return lines.join('\n');
  }

  async #include(
    { line, target, at }: { line: string; target: string; at: number },
    trail: readonly string[],
  ): Promise<string> {
    for (const path of candidates(target, trail.at(-1) ?? '')) {
      const found = trail.includes(path) ? { refused: 'it leads back to itself' } : await this.#read(path, trail);
      if (found !== null && 'refused' in found) {
        this.#warn(
          trail.length === 1 ? this.rule.textLine + at - 1 : 0,
          `“@${target}” is not pulled in: ${found.refused}.`,
        );
        return line;
      }
      if (found !== null) {
        return `From ${path}:\n${await this.expand(found.text.trim(), [...trail, path])}`;
      }
    }
    if (/\.\w+$/.test(target)) {
      this.#warn(trail.length === 1 ? this.rule.textLine + at - 1 : 0, `“@${target}” names no file of the repository.`);
    }
    return line;
  }

  async #read(path: string, { length }: readonly string[]): Promise<Included> {
    const found = await this.read(path);
    if (found === null || 'refused' in found) {
      return found;
    }
    this.#room = { files: this.#room.files - 1, text: this.#room.text - found.text.length };
    return length > maxDepth || this.#room.files < 0 || this.#room.text < 0
      ? { refused: 'the rule would become too long' }
      : found;
  }

  #warn(line: number, message: string): void {
    this.problems.push({ path: this.rule.path, line, message, isBroken: false });
  }
}

/** From the top of the repository, or from where the line stands. */
function candidates(target: string, from: string): string[] {
  const folder = from.split('/').slice(0, -1).join('/');
  return [...new Set([normal(target), normal(`${folder}/${target}`)])].filter((path) => path !== '');
}

/** Empty for what leads outside. */
function normal(path: string): string {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..' && names.pop() === undefined) {
      return '';
    }
    if (!['', '.', '..'].includes(name)) {
      names.push(name);
    }
  }
  return names.join('/');
}
