import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { EditError, PathError } from '../../core/errors';
import { type InsidePath, type PathUse, resolveInside } from '../../core/files/paths';
import type { FileText, SearchHit, SearchQuery, WorktreeFiles } from '../../core/worktrees/worktreePorts';
import { type AgentIgnore, keptBack } from './agentIgnore';
import { diskProbe, lstatUnlessAbsent } from './diskProbe';
import { holdFolder, openRegular } from './heldFolder';
import { LineWindow } from './lineWindow';
import { Ripgrep } from './ripgrep';
import { Walker } from './walker';

const maxReadText = 200_000;
const maxReadBytes = 64 * 1024 * 1024;
const chunkBytes = 64 * 1024;
const maxExactBytes = 10 * 1024 * 1024;
const wholeFile = { from: 1, count: 2000 };

interface DiskFilesOptions {
  worktree: string;
  /** The ripgrep program; null where there is none, then the folders are walked here. */
  ripgrep: string | null;
  /** What is kept from the tools; nothing unless given. */
  ignored?: AgentIgnore;
  /** Folders whose files are another repository's: no change in them can be a part of the task's. */
  submodules?: readonly string[];
  /** What only commands find at its path, because it holds secrets. */
  mounted?: (path: string) => boolean;
}

/** The files of a worktree on this machine's disk, which answers sooner than a thread of the pool would. */
export class DiskFiles implements WorktreeFiles {
  readonly #worktree: string;
  readonly #finder: Ripgrep | Walker;
  readonly #ignored: AgentIgnore | undefined;
  readonly #submodules: readonly string[];
  readonly #isMounted: (path: string) => boolean;

  constructor({ worktree, ripgrep, ignored, submodules = [], mounted }: DiskFilesOptions) {
    this.#submodules = submodules;
    this.#isMounted = mounted ?? (() => false);
    this.#worktree = worktree;
    this.#ignored = ignored;
    const isShown = (path: string) => ignored?.hides(path) !== true;
    this.#finder = ripgrep === null ? new Walker(worktree, isShown) : new Ripgrep(ripgrep, worktree, isShown);
  }

  async read(path: string, range = wholeFile): Promise<FileText> {
    const file = this.#open(await this.#resolve(path, 'read'));
    try {
      const window = new LineWindow(range, maxReadText);
      const decoder = new TextDecoder();
      let size = 0;
      for (const bytes of chunksOf(file)) {
        if (size === 0 && isBinary(bytes)) {
          throw binary(path);
        }
        size += bytes.length;
        window.push(decoder.decode(bytes, { stream: true }));
      }
      return window.finish(size < fs.fstatSync(file).size);
    } finally {
      fs.closeSync(file);
    }
  }

  async readBytes(path: string, limit: number): Promise<{ bytes: Uint8Array; size: number }> {
    const file = this.#open(await this.#resolve(path, 'read'));
    try {
      const { size } = fs.fstatSync(file);
      const bytes = Buffer.alloc(Math.min(size, limit));
      return { bytes: bytes.subarray(0, fs.readSync(file, bytes, 0, bytes.length, 0)), size };
    } finally {
      fs.closeSync(file);
    }
  }

  async readExact(path: string): Promise<string> {
    const file = this.#open(await this.#resolve(path, 'read'));
    try {
      if (fs.fstatSync(file).size > maxExactBytes) {
        throw new PathError('too-large', `${JSON.stringify(path)} is larger than 10 MB and can't be edited here.`);
      }
      return decodeExact(path, fs.readFileSync(file));
    } finally {
      fs.closeSync(file);
    }
  }

  async modeOf(path: string): Promise<number> {
    const file = this.#open(await this.#resolve(path, 'read'));
    try {
      return fs.fstatSync(file).mode & 0o777;
    } finally {
      fs.closeSync(file);
    }
  }

  async write(path: string, text: string, mode?: number): Promise<void> {
    const names = namesOf(this.#own(await this.#resolve(path, 'write')));
    const name = names.pop() ?? '';
    const folder = holdFolder(this.#root(), names, true);
    const temporary = `${folder.path}/.${randomBytes(9).toString('base64url')}.tmp`;
    try {
      const before = lstatUnlessAbsent(`${folder.path}/${name}`);
      const kept = before?.isFile() === true ? before.mode & 0o7777 : undefined;
      writeNew(temporary, text, mode ?? kept);
      fs.renameSync(temporary, `${folder.path}/${name}`);
    } catch (error) {
      fs.rmSync(temporary, { force: true });
      throw writeError(path, error);
    } finally {
      folder.close();
    }
  }

  async delete(path: string): Promise<void> {
    const names = namesOf(this.#own(await this.#resolve(path, 'delete')));
    const name = names.pop() ?? '';
    const folder = holdFolder(this.#root(), names, false);
    try {
      fs.unlinkSync(`${folder.path}/${name}`);
    } finally {
      folder.close();
    }
  }

  async exists(path: string): Promise<boolean> {
    return (await this.#resolve(path, 'write')).exists;
  }

  async list(path: string, limit: number): Promise<{ files: string[]; isTruncated: boolean }> {
    const { relative } = await this.#resolve(path, 'list');
    return await this.#finder.list(relative, limit);
  }

  async search(query: SearchQuery, signal: AbortSignal): Promise<{ hits: SearchHit[]; isTruncated: boolean }> {
    const use = await this.#isFolder(query.path);
    const { relative } = await this.#resolve(query.path, use ? 'list' : 'read');
    return await this.#finder.search({ ...query, path: relative }, signal);
  }

  async #isFolder(path: string): Promise<boolean> {
    try {
      await this.#resolve(path, 'list');
      return true;
    } catch (error) {
      if (error instanceof PathError && error.reason === 'not-regular') {
        return false;
      }
      throw error;
    }
  }

  #root(): string {
    return fs.realpathSync.native(this.#worktree);
  }

  async #resolve(path: string, use: PathUse): Promise<InsidePath> {
    this.#ignored?.check(path, this.#worktree);
    const inside = await resolveInside(this.#worktree, path, use, diskProbe);
    if (this.#ignored?.hides(inside.relative, use === 'list') === true) {
      throw keptBack(path);
    }
    if (use !== 'list' && this.#isMounted(inside.relative)) {
      const message = `${JSON.stringify(inside.relative)} holds secrets and stays in the user's checkout: only commands find it at its path, and nobody can change it.`;
      const hint = 'Use it in a command where its values are needed. What would have to change in it, say to the user.';
      throw new PathError('mounted', message, { hint });
    }
    return inside;
  }

  /** Throws for what is in a submodule. */
  #own(inside: InsidePath): InsidePath {
    const found = this.#submodules.find((folder) => `${inside.relative}/`.startsWith(`${folder}/`));
    if (found !== undefined) {
      const message = `${JSON.stringify(inside.relative)} was not changed: it is in the submodule ${JSON.stringify(found)}, a repository of its own, whose changes are no part of this task.`;
      throw new PathError('submodule', message, { hint: 'Say what would have to change there, and do the rest.' });
    }
    return inside;
  }

  #open(inside: InsidePath): number {
    return openRegular(this.#root(), inside.absolute);
  }
}

function namesOf({ relative }: InsidePath): string[] {
  return relative.split('/');
}

/** Without the path by which the folder was held, which means nothing to anyone. */
function writeError(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') {
    return new PathError('missing', `The folder of ${JSON.stringify(path)} was removed meanwhile.`, { cause: error });
  }
  if (code === 'EISDIR') {
    return new PathError('is-directory', `${JSON.stringify(path)} is a folder, not a file.`, { cause: error });
  }
  return error;
}

/** The bytes of a file from where it stands, at most as many as are read of any. */
function* chunksOf(file: number): Generator<Buffer> {
  for (let size = 0; size < maxReadBytes;) {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    const length = fs.readSync(file, chunk);
    if (length === 0) {
      return;
    }
    size += length;
    yield chunk.subarray(0, length);
  }
}

function writeNew(path: string, text: string, mode: number | undefined): void {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = fs.constants;
  const file = fs.openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666);
  try {
    fs.writeFileSync(file, text);
    if (mode !== undefined) {
      fs.fchmodSync(file, mode);
    }
  } finally {
    fs.closeSync(file);
  }
}

function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, 8192).includes(0);
}

function binary(path: string): EditError {
  return new EditError('binary', `${JSON.stringify(path)} is not a text file in UTF-8.`);
}

function decodeExact(path: string, bytes: Buffer): string {
  if (isBinary(bytes)) {
    throw binary(path);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw error instanceof TypeError ? binary(path) : error;
  }
}
