import { PathError } from '../../core/errors';
import { isLeftOut, parseIgnoreRules, type IgnoreRules } from '../../core/files/ignoreRules';
import { namesInside, resolveInside } from '../../core/files/paths';
import { diskProbe, unlessAbsent } from './diskProbe';
import { closeSync, fstatSync, readFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { openRegular } from './heldFolder';

const ignoreFile = '.cursorignore';
const maxBytes = 256 * 1024;

/** What a repository keeps from agents, by the patterns of its `.cursorignore`. Every tool for files asks here. */
export class AgentIgnore {
  private constructor(private readonly rules: IgnoreRules | null) {}

  /**
   * Reads the file at the top of a checkout, once: what an agent does to it later changes nothing for its task. Throws a
   * `PathError` when there is one that can't be read, because then nobody knows what to keep back. `more` are patterns
   * that are kept back too.
   */
  static async open(checkout: string, more: readonly string[] = []): Promise<AgentIgnore> {
    const text = [await AgentIgnore.textOf(checkout), ...more.filter((pattern) => !/^[!#]/.test(pattern))].join('\n');
    return new AgentIgnore(text.trim() === '' ? null : parseIgnoreRules(text, { ignoreCase: true }));
  }

  /** The text of that file of another checkout; empty where it has none. Throws as `open`. */
  static async textOf(checkout: string): Promise<string> {
    if ((await unlessAbsent(fs.lstat(`${checkout}/${ignoreFile}`))) === null) {
      return '';
    }
    const { absolute } = await resolveInside(checkout, ignoreFile, 'read', diskProbe);
    const file = openRegular(await fs.realpath(checkout), absolute);
    try {
      if (fstatSync(file).size > maxBytes) {
        throw new PathError('too-large', `${ignoreFile} is larger than 256 KB.`, { hint: 'Shorten it.' });
      }
      return readFileSync(file, 'utf8');
    } finally {
      closeSync(file);
    }
  }

  /** Whether a path relative to the top is kept back. */
  hides(path: string, isFolder = false): boolean {
    return this.rules !== null && isLeftOut(this.rules, path, isFolder);
  }

  /** Throws for a path, as a call names it, that is kept back; whether something is there does not matter. */
  check(path: string, worktree: string): void {
    const relative = this.rules === null ? '' : namesInside(path, [worktree]).join('/');
    if (relative !== '' && this.hides(relative)) {
      throw keptBack(path);
    }
  }
}

export function keptBack(path: string): PathError {
  return new PathError('ignored', `${JSON.stringify(path)} is kept from agents by ${ignoreFile}.`, {
    hint: 'Do the task without it, or ask the person who gave it.',
  });
}
