import * as fs from 'node:fs/promises';
import type { SandboxLimits } from '../../protocol';
import { megabytes } from '../../core/sandbox/sandboxLabels';
import { sharedOut, useOf } from './processUse';

const everyMs = process.platform === 'linux' ? 250 : 1000;
/** Below this much free disk a command is ended, unless there was as little when it began. */
const spareBytes = 256 * 1024 * 1024;

/**
 * Looks again and again at what a process and all below it use, and calls `exceed` once, with a clause that says why
 * they have to end. The kernel's own limits count one process each, or need rights that a user does not have.
 */
export class ResourceWatch {
  #timer: NodeJS.Timeout | null = null;
  #isOver = false;
  #floor: number | null = null;

  constructor(
    private readonly watched: { pid: number; folder: string; limits: SandboxLimits },
    private readonly exceed: (why: string) => void,
  ) {
    this.#wait();
  }

  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer ?? undefined);
  }

  #wait(): void {
    this.#timer = setTimeout(() => void this.#look(), everyMs);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    const why = await this.#excess().catch(() => null);
    if (this.#isOver) {
      return;
    }
    if (why === null) {
      this.#wait();
    } else {
      this.stop();
      this.exceed(why);
    }
  }

  async #excess(): Promise<string | null> {
    const { pid, folder, limits } = this.watched;
    const free = await freeBytes(folder);
    this.#floor ??= Math.min(spareBytes, free / 2);
    if (free < this.#floor) {
      return `was ended because it left less than ${Math.ceil(this.#floor / 1024 / 1024)} MB free on the disk`;
    }
    const { processes = Infinity, memoryMb = Infinity } = limits;
    const used = await useOf(pid, processes);
    if (used.tasks > processes) {
      return `was ended because it ran more than ${processes} processes at once`;
    }
    const isOver = used.residentKb > memoryMb * 1024 && (await sharedOut(used.pids)) > memoryMb * 1024;
    return isOver ? `was ended because it used more than ${megabytes(memoryMb)} of memory` : null;
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await fs.statfs(folder);
  return bavail * bsize;
}
