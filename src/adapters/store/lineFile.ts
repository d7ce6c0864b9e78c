import { writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import * as fs from 'node:fs/promises';

/** A file that only grows by whole lines: what a failed write left behind is cut off before the next one. */
export class LineFile {
  private isTorn: boolean;
  private isUnsynced = false;

  private constructor(
    private readonly handle: FileHandle,
    private end: number,
    size: number,
  ) {
    this.isTorn = size !== end;
  }

  /** `end` is where its last complete line ends and `size` its length. Made for the user alone when it is not there. */
  static async open(path: string, { end, size }: { end: number; size: number }): Promise<LineFile> {
    return new LineFile(await fs.open(path, 'a', 0o600), end, size);
  }

  /** Calls must not overlap. `isSynced` waits until it is on the disk, with all that was written before. */
  async append(line: string, { isSynced }: { isSynced: boolean }): Promise<void> {
    if (this.isTorn) {
      await this.cut();
    }
    const bytes = Buffer.from(`${line}\n`);
    this.isTorn = true;
    try {
      writeAll(this.handle.fd, bytes);
      this.isUnsynced = true;
      if (isSynced) {
        await this.handle.datasync();
        this.isUnsynced = false;
      }
    } catch (error) {
      await this.cut().catch(() => (this.isTorn = true));
      throw error;
    }
    this.end += bytes.length;
    this.isTorn = false;
  }

  async close(): Promise<void> {
    if (!this.isTorn && this.isUnsynced) {
      await this.handle.datasync();
    }
    await this.handle.close();
  }

  private async cut(): Promise<void> {
    await this.handle.truncate(this.end);
    this.isTorn = false;
  }
}

/** A write to a file that is cached takes less time than a way through the thread pool. */
function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    at += writeSync(descriptor, bytes, at);
  }
}
