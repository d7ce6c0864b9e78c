import type { FileText, SearchQuery, WorktreeFiles } from '../../core/worktrees/worktreePorts';

/** A worktree that notes which paths were written or deleted, or may have been, since it was last asked. */
export class WrittenFiles implements WorktreeFiles {
  readonly #written = new Set<string>();

  constructor(private readonly files: WorktreeFiles) {}

  /** The paths as they were named. */
  take(): readonly string[] {
    const written = [...this.#written];
    this.#written.clear();
    return written;
  }

  write(path: string, text: string, mode?: number): Promise<void> {
    this.#written.add(path);
    return this.files.write(path, text, mode);
  }

  delete(path: string): Promise<void> {
    this.#written.add(path);
    return this.files.delete(path);
  }

  read(path: string, range?: { from: number; count: number }): Promise<FileText> {
    return this.files.read(path, range);
  }

  readBytes(path: string, limit: number): ReturnType<WorktreeFiles['readBytes']> {
    return this.files.readBytes(path, limit);
  }

  readExact(path: string): Promise<string> {
    return this.files.readExact(path);
  }

  modeOf(path: string): Promise<number> {
    return this.files.modeOf(path);
  }

  exists(path: string): Promise<boolean> {
    return this.files.exists(path);
  }

  list(path: string, limit: number): ReturnType<WorktreeFiles['list']> {
    return this.files.list(path, limit);
  }

  search(query: SearchQuery, signal: AbortSignal): ReturnType<WorktreeFiles['search']> {
    return this.files.search(query, signal);
  }
}
