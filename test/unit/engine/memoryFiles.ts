import { EditError, PathError } from '../../../src/core/errors';
import type { WorktreeFiles } from '../../../src/core/worktrees/worktreePorts';

/** A worktree in memory; every change is logged. */
export class MemoryFiles implements WorktreeFiles {
  readonly log: string[] = [];

  constructor(readonly content: Map<string, string>) {}

  async read(path: string) {
    this.log.push(`read ${path}`);
    const text = await this.readExact(path);
    if (text.includes('\0')) {
      throw new EditError('binary', `"${path}" is not text.`);
    }
    return { text, totalLines: text.split('\n').length - 1, isTruncated: false };
  }

  async readBytes(path: string, limit: number) {
    const bytes = Buffer.from(await this.readExact(path), 'latin1');
    return { bytes: bytes.subarray(0, limit), size: bytes.length };
  }

  readExact(path: string): Promise<string> {
    const text = this.content.get(path);
    return text === undefined
      ? Promise.reject(new PathError('missing', `"${path}" does not exist.`))
      : Promise.resolve(text);
  }

  write(path: string, text: string): Promise<void> {
    this.log.push(`write ${path}`);
    this.content.set(path, text);
    return Promise.resolve();
  }

  modeOf(): Promise<number> {
    return Promise.resolve(0o644);
  }

  delete(path: string): Promise<void> {
    this.log.push(`delete ${path}`);
    this.content.delete(path);
    return Promise.resolve();
  }

  exists(path: string): Promise<boolean> {
    return Promise.resolve(this.content.has(path));
  }

  list() {
    return Promise.resolve({ files: [...this.content.keys()].toSorted(), isTruncated: false });
  }

  search(): Promise<never> {
    return Promise.reject(new EditError('binary', 'There is no search here.'));
  }
}
