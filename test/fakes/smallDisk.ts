import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from 'mocha';
import { removeFolder, temporaryFolder } from './temporaryFolder';

/** A disk of a few megabytes or less at a folder, for a test to fill. Only root can make one, and only on Linux. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** Throws where it can't be made. `size` as for `mount`: `4m`. */
  static async mount(folder: string, size: string): Promise<SmallDisk> {
    await fs.mkdir(folder, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'pipe' });
    return new SmallDisk(folder);
  }

  /** One at a folder of its own, for a test that is skipped where there can be none; with CI=true that throws. */
  static async orSkip(test: Context, size: string): Promise<SmallDisk> {
    const folder = await temporaryFolder();
    try {
      return await SmallDisk.mount(folder, size);
    } catch (error) {
      await removeFolder(folder);
      if (process.env['CI'] === 'true') {
        throw error;
      }
      return test.skip();
    }
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

  async remove(): Promise<void> {
    this.unmount();
    await removeFolder(this.folder);
  }

  private get filler(): string {
    return join(this.folder, 'filler');
  }
}
