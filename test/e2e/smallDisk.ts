import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';

/** A disk of a few megabytes or less at a folder, for a test to fill. Only root can make one, and only on Linux. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** Throws where it can't be made. `size` as for `mount`: `4m`. */
  static async mount(folder: string, size: string): Promise<SmallDisk> {
    await fs.mkdir(folder, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'pipe' });
    return new SmallDisk(folder);
  }

  /** Leaves no room for another byte, or for so many. */
  async fill(left = 0): Promise<void> {
    await using file = await fs.open(this.filler, 'a');
    let written = 0;
    for (let size = 64 * 1024; size > 0;) {
      try {
        written += (await file.write(Buffer.alloc(size))).bytesWritten;
      } catch {
        size = Math.floor(size / 2);
      }
    }
    await file.truncate(Math.max(0, written - left));
  }

  makeRoom(): Promise<void> {
    return fs.rm(this.filler);
  }

  unmount(): void {
    execFileSync('umount', [this.folder]);
  }

  private get filler(): string {
    return join(this.folder, 'filler');
  }
}
