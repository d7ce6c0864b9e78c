import * as path from 'node:path';
import { GitProcess } from '../adapters/git/process/gitProcess';
import { GitRepo } from '../adapters/git/gitRepo';
import { grepTree, notCheckedOut, widen } from '../adapters/git/worktrees/sparseCheckout';
import { coneAt } from '../adapters/git/worktrees/sparseRecord';
import { GitError } from '../core/errors';
import { aroundCommands } from '../core/worktrees/aroundCommands';
import { type Cone, holdsFile, holdsFolder } from '../core/worktrees/cone';
import type { EditorProblems } from '../core/problems/problemPorts';
import { looksOnly, pathsNamedIn } from '../core/worktrees/looksOnly';
import type { Commands, SearchHit, SearchQuery, WorktreeFiles } from '../core/worktrees/worktreePorts';
import type { RepoWorkspace } from '../protocol';

/** Checks out, before anything looks there, what a task's worktree was not given. Of no effect on one with all files. */
export class SparseWorktree {
  readonly #repo: GitRepo;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly workspace: RepoWorkspace,
    private readonly isHidden: (path: string) => boolean,
  ) {
    this.#repo = new GitRepo(new GitProcess(), workspace);
  }

  /** The folders that are checked out; null where that is everything. */
  get cone(): Cone | null {
    const cone = coneAt(this.workspace);
    return cone === null || cone.includes('') ? null : cone;
  }

  async whole(): Promise<void> {
    await this.#widen(['']);
  }

  files(files: WorktreeFiles): WorktreeFiles {
    const at = async <T>(file: string, act: () => Promise<T>): Promise<T> => {
      await this.#bringFile(this.#inside(file));
      return await act();
    };
    return {
      read: (file, range) => at(file, () => files.read(file, range)),
      readBytes: (file, limit) => at(file, () => files.readBytes(file, limit)),
      readExact: (file) => at(file, () => files.readExact(file)),
      write: (file, text, mode) => at(file, () => files.write(file, text, mode)),
      modeOf: (file) => at(file, () => files.modeOf(file)),
      delete: (file) => at(file, () => files.delete(file)),
      exists: (file) => at(file, () => files.exists(file)),
      list: (folder, limit) => this.#list(files, folder, limit),
      search: (query, signal) => this.#search(files, query, signal),
    };
  }

  /** A test or a build sees everything; a command that looks sees what it names, and is told that there is more. */
  commands(commands: Commands): Commands {
    return aroundCommands(commands, async (command, options) => {
      await (looksOnly(command) ? this.#bringNamed(command) : this.whole());
      const result = await commands.run(command, options);
      const { cone } = this;
      return cone === null ? result : { ...result, output: `${result.output}${partNote(cone)}` };
    });
  }

  /** What an editor says of files is wrong where it misses others. */
  editor(editor: EditorProblems): EditorProblems {
    return {
      of: async (files, signal) => {
        await this.whole();
        return await editor.of(files, signal);
      },
    };
  }

  async #list(files: WorktreeFiles, folder: string, limit: number): ReturnType<WorktreeFiles['list']> {
    const missing = await this.#missingBelow(folder);
    const { files: found, isTruncated } = await files.list(folder, limit);
    const all = [...found, ...missing].sort();
    return { files: all.slice(0, limit), isTruncated: isTruncated || all.length > limit };
  }

  async #search(files: WorktreeFiles, query: SearchQuery, signal: AbortSignal): ReturnType<WorktreeFiles['search']> {
    const missing = new Set(await this.#missingBelow(query.path));
    if (missing.size === 0) {
      return await files.search(query, signal);
    }
    const stored = await this.#grep(query, signal);
    const { hits, isTruncated } = await files.search(query, signal);
    const all = [...hits, ...(stored ?? []).filter((hit) => missing.has(hit.path))];
    return { hits: all.slice(0, query.limit), isTruncated: isTruncated || all.length > query.limit };
  }

  /** Null, with everything checked out, where git does not take the expression. */
  async #grep({ pattern, isLiteral, path: folder }: SearchQuery, signal: AbortSignal): Promise<SearchHit[] | null> {
    const inside = this.#inside(folder) ?? '';
    try {
      const folders = inside === '' ? [] : [inside];
      return await grepTree(this.#repo, this.workspace.snapshot, { pattern, isLiteral, folders }, signal);
    } catch (error) {
      if (!(error instanceof GitError)) {
        throw error;
      }
      await this.whole();
      return null;
    }
  }

  /** Of a folder with a part that is checked out, the files that are not; any other is brought whole. */
  async #missingBelow(folder: string): Promise<string[]> {
    const [{ cone }, inside] = [this, this.#inside(folder)];
    if (cone === null || inside === null || holdsFolder(cone, inside)) {
      return [];
    }
    if (inside !== '' && !cone.some((each) => each.startsWith(`${inside}/`))) {
      await this.#widen([inside]);
      return [];
    }
    const below = inside === '' ? '' : `${inside}/`;
    const missing = await notCheckedOut(this.#repo);
    return missing.filter((file) => file.startsWith(below) && !this.isHidden(file));
  }

  async #bringFile(file: string | null): Promise<void> {
    const { cone } = this;
    if (cone !== null && file !== null && !holdsFile(cone, file)) {
      await this.#widen([path.posix.dirname(file)]);
    }
  }

  async #bringNamed(text: string): Promise<void> {
    const { cone } = this;
    const named = cone === null ? [] : pathsNamedIn(text).flatMap((word) => this.#inside(word) ?? []);
    const outside = named.filter((word) => word !== '' && !holdsFolder(cone ?? [], word));
    if (outside.length > 0) {
      const missing = await notCheckedOut(this.#repo);
      const folders = outside.filter((word) => missing.some((file) => file.startsWith(`${word}/`)));
      const parents = outside.filter((word) => missing.includes(word)).map((word) => path.posix.dirname(word));
      await this.#widen([...folders, ...parents]);
    }
  }

  /** Relative to the top; null for what is not in the worktree. */
  #inside(named: string): string | null {
    const { worktree } = this.workspace;
    const inside = path.posix.relative(worktree, path.posix.resolve(worktree, named));
    return inside === '..' || inside.startsWith('../') ? null : inside;
  }

  /** One after the other: each begins with what the one before came to. */
  async #widen(folders: readonly string[]): Promise<void> {
    const work = this.#last.then(() => widen(this.#repo, folders));
    this.#last = work.catch(() => null);
    await work;
  }
}

function partNote(cone: Cone): string {
  return (
    `\n[Of this repository only ${cone.join(', ')} and the files right above are checked out. A folder that a command ` +
    'names is checked out before it runs, and everything before a test or a build.]\n'
  );
}
