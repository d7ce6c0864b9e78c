import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as vm from 'node:vm';
import ignore, { type Ignore } from 'ignore';
import { PathError } from '../../core/errors';
import type { SearchHit, SearchQuery } from '../../core/worktrees/worktreePorts';
import { unlessAbsent } from './diskProbe';

const maxDepth = 100;
const maxEntries = 200_000;
const maxFileBytes = 1_000_000;
const patternTimeoutMs = 200;

/** The rules of one `.gitignore` file, for paths below its folder. */
interface Rules {
  folder: string;
  ignored: Ignore;
}

const isMatch = new vm.Script('hits = lines.flatMap((line, index) => (expression.test(line) ? [index] : []))');

/** Finds files and text without ripgrep: slower, and with JavaScript's regular expressions, which are cut off in time. */
export class Walker {
  constructor(
    private readonly worktree: string,
    private readonly isShown: (path: string) => boolean,
  ) {}

  async list(folder: string, limit: number): Promise<{ files: string[]; isTruncated: boolean }> {
    const files: string[] = [];
    for await (const file of this.#files(folder)) {
      if (files.length === limit) {
        return { files, isTruncated: true };
      }
      files.push(file);
    }
    return { files, isTruncated: false };
  }

  async search(query: SearchQuery, signal: AbortSignal): Promise<{ hits: SearchHit[]; isTruncated: boolean }> {
    const matches = matcherOf(query);
    const hits: SearchHit[] = [];
    for await (const file of this.#files(query.path)) {
      signal.throwIfAborted();
      const text = await readSmall(path.join(this.worktree, file));
      const lines = text?.split(/\r?\n/) ?? [];
      for (const index of text === null ? [] : matches(lines)) {
        if (hits.length === query.limit) {
          return { hits, isTruncated: true };
        }
        hits.push({ path: file, line: index + 1, text: (lines[index] ?? '').slice(0, 400) });
      }
    }
    return { hits, isTruncated: false };
  }

  /** Regular files that git does not ignore, in order of their paths. Every folder read gives others a turn. */
  async *#files(start: string): AsyncGenerator<string> {
    if ((await unlessAbsent(fs.lstat(path.join(this.worktree, start))))?.isFile() === true) {
      yield start;
      return;
    }
    const budget = { entries: maxEntries };
    const above = start === '' ? [] : start.split('/').map((_, index, names) => names.slice(0, index).join('/'));
    const rules = await Promise.all(above.map((folder) => this.#rulesOf(folder)));
    yield* this.#walk(start, rules.flat(), budget);
  }

  async *#walk(folder: string, above: readonly Rules[], budget: { entries: number }): AsyncGenerator<string> {
    const entries = await unlessAbsent(fs.readdir(path.join(this.worktree, folder), { withFileTypes: true }));
    const rules = [...above, ...(await this.#rulesOf(folder))];
    for (const entry of (entries ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
      budget.entries -= 1;
      if (entry.name === '.git' || budget.entries < 0 || isIgnored(rules, relative, entry.isDirectory())) {
        continue;
      }
      if (entry.isFile()) {
        if (this.isShown(relative)) {
          yield relative;
        }
      } else if (entry.isDirectory() && relative.split('/').length < maxDepth) {
        yield* this.#walk(relative, rules, budget);
      }
    }
  }

  async #rulesOf(folder: string): Promise<Rules[]> {
    const text = await readSmall(path.join(this.worktree, folder, '.gitignore'));
    return text === null ? [] : [{ folder, ignored: ignore().add(text) }];
  }
}

/** The rules nearest to the file have the last word. */
function isIgnored(rules: readonly Rules[], relative: string, isFolder: boolean): boolean {
  let isLeftOut = false;
  for (const { folder, ignored } of rules) {
    const below = folder === '' ? relative : relative.slice(folder.length + 1);
    const verdict = ignored.test(isFolder ? `${below}/` : below);
    isLeftOut = verdict.ignored || (isLeftOut && !verdict.unignored);
  }
  return isLeftOut;
}

async function readSmall(file: string): Promise<string | null> {
  const stats = await unlessAbsent(fs.lstat(file));
  if (stats?.isFile() !== true || stats.size > maxFileBytes) {
    return null;
  }
  const bytes = await unlessAbsent(fs.readFile(file));
  return bytes === null || bytes.subarray(0, 8192).includes(0) ? null : bytes.toString('utf8');
}

function matcherOf(query: SearchQuery): (lines: readonly string[]) => readonly number[] {
  if (query.isLiteral) {
    return (lines) => lines.flatMap((line, index) => (line.includes(query.pattern) ? [index] : []));
  }
  const expression = compile(query.pattern);
  // Made once: for many small files making it takes longer than all else.
  const context = vm.createContext({ lines: [] as readonly string[], expression, hits: [] as number[] });
  return (lines) => {
    context['lines'] = lines;
    try {
      isMatch.runInContext(context, { timeout: patternTimeoutMs });
    } catch (error) {
      throw new PathError('invalid', 'The pattern takes too long to match: write a simpler one.', { cause: error });
    }
    return context['hits'] as number[];
  };
}

function compile(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u');
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unreadable';
    throw new PathError('invalid', `The pattern is not a valid regular expression: ${reason}`, { cause: error });
  }
}
