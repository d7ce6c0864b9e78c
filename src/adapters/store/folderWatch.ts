import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Disposable, Log } from '../../core/ports';
import { fileStamp } from './fileStamp';

interface FolderWatchOptions {
  /** Files of the folder that are of interest. */
  names: readonly string[];
  onChange: () => void;
  log: Log;
}

const lookEveryMs = 2_000;

/** Watches a few files of a folder, which need not be there yet. What the system does not tell is found by looking. */
export class FolderWatch implements Disposable {
  private readonly looking: NodeJS.Timeout;
  private watcher: fs.FSWatcher | null = null;

  constructor(
    private readonly folder: string,
    private readonly options: FolderWatchOptions,
  ) {
    this.begin();
    let seen = this.stamps();
    this.looking = setInterval(() => {
      this.begin();
      const now = this.stamps();
      if (now !== seen) {
        seen = now;
        options.onChange();
      }
    }, lookEveryMs);
    this.looking.unref();
  }

  dispose(): void {
    clearInterval(this.looking);
    this.watcher?.close();
    this.watcher = null;
  }

  private stamps(): string {
    return this.options.names.map((name) => fileStamp(path.join(this.folder, name))).join(' ');
  }

  private begin(): void {
    if (this.watcher !== null || !fs.existsSync(this.folder)) {
      return;
    }
    const { names, onChange, log } = this.options;
    try {
      const watcher = fs.watch(this.folder, { persistent: false }, (_, name) => {
        if (name === null || names.includes(name)) {
          onChange();
        }
      });
      watcher.on('error', () => (this.watcher = null));
      this.watcher = watcher;
    } catch (error) {
      log.warn(`Cannot watch ${this.folder}: ${String(error)}`);
    }
  }
}
