import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import { EditError, PathError } from '../../core/errors';
import { type InsidePath, type PathUse, resolveInside } from '../../core/paths';
import type { FileText, SearchHit, SearchQuery, WorktreeFiles } from '../../core/worktreePorts';
import { type AgentIgnore, keptBack } from './agentIgnore';
import { diskProbe, unlessAbsent } from './diskProbe';
import { holdFolder, openRegular } from './heldFolder';
import { LineWindow } from './lineWindow';
import { Ripgrep } from './ripgrep';
import { Walker } from './walker';

const maxReadText = 200_000;
const maxReadBytes = 64 * 1024 * 1024;
const maxExactBytes = 10 * 1024 * 1024;
const wholeFile = { from: 1, count: 2000 };

interface DiskFilesOptions {
  worktree: string;
  /** The ripgrep program; null where there is none, then the folders are walked here. */
  ripgrep: string | null;
  /** What is kept from the tools; nothing unless given. */
  ignored?: AgentIgnore;
}

/** The files of a worktree on this machine's disk. */
export class DiskFiles implements WorktreeFiles {
  readonly #worktree: string;
  readonly #finder: Ripgrep | Walker;
  readonly #ignored: AgentIgnore | undefined;

  constructor({ worktree, ripgrep, ignored }: DiskFilesOptions) {
    this.#worktree = worktree;
    this.#ignored = ignored;
    const isShown = (path: string) => ignored?.hides(path) !== true;
    this.#finder = ripgrep === null ? new Walker(worktree, isShown) : new Ripgrep(ripgrep, worktree, isShown);
  }

  async read(path: string, range = wholeFile): Promise<FileText> {
    const handle = await this.#open(await this.#resolve(path, 'read'));
    try {
      const window = new LineWindow(range, maxReadText);
      const decoder = new TextDecoder();
      let size = 0;
      for await (const chunk of handle.createReadStream({ autoClose: false, end: maxReadBytes - 1 })) {
        const bytes = chunk as Buffer;
        if (size === 0 && isBinary(bytes)) {
          throw binary(path);
        }
        size += bytes.length;
        window.push(decoder.decode(bytes, { stream: true }));
      }
      return window.finish(size < (await handle.stat()).size);
    } finally {
      await handle.close();
    }
  }

  async readExact(path: string): Promise<string> {
    const handle = await this.#open(await this.#resolve(path, 'read'));
    try {
      const { size } = await handle.stat();
      if (size > maxExactBytes) {
        throw new PathError('too-large', `${JSON.stringify(path)} is larger than 10 MB and can't be edited here.`);
      }
      return decodeExact(path, await handle.readFile());
    } finally {
      await handle.close();
    }
  }

  async write(path: string, text: string): Promise<void> {
    const names = namesOf(await this.#resolve(path, 'write'));
    const name = names.pop() ?? '';
    const folder = await holdFolder(await this.#root(), names, true);
    const temporary = `${folder.path}/.${randomBytes(9).toString('base64url')}.tmp`;
    try {
      const before = await unlessAbsent(fs.lstat(`${folder.path}/${name}`));
      const mode = before?.isFile() === true ? before.mode & 0o7777 : undefined;
      await writeNew(temporary, text, mode);
      await fs.rename(temporary, `${folder.path}/${name}`);
    } catch (error) {
      await fs.rm(temporary, { force: true });
      throw writeError(path, error);
    } finally {
      await folder.close();
    }
  }

  async delete(path: string): Promise<void> {
    const names = namesOf(await this.#resolve(path, 'delete'));
    const name = names.pop() ?? '';
    const folder = await holdFolder(await this.#root(), names, false);
    try {
      await fs.unlink(`${folder.path}/${name}`);
    } finally {
      await folder.close();
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

  async #root(): Promise<string> {
    return await fs.realpath(this.#worktree);
  }

  async #resolve(path: string, use: PathUse): Promise<InsidePath> {
    this.#ignored?.check(path, this.#worktree);
    const inside = await resolveInside(this.#worktree, path, use, diskProbe);
    if (this.#ignored?.hides(inside.relative, use === 'list') === true) {
      throw keptBack(path);
    }
    return inside;
  }

  async #open(inside: InsidePath): Promise<fs.FileHandle> {
    return await openRegular(await this.#root(), inside.absolute);
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

async function writeNew(file: string, text: string, mode: number | undefined): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const handle = await fs.open(file, flags, 0o666);
  try {
    await handle.writeFile(text);
    if (mode !== undefined) {
      await handle.chmod(mode);
    }
  } finally {
    await handle.close();
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
