import * as fs from 'node:fs/promises';
import type { SandboxLimits } from '../../protocol';
import { megabytes } from '../../core/sandbox/sandboxLabels';

const everyMs = 250;
/** Below this much free disk a command is ended, unless there was as little when it began. */
const spareBytes = 256 * 1024 * 1024;

/** Whether the system tells which processes a process has started: Linux does, where its kernel was built so. */
export async function canWatchMemory(): Promise<boolean> {
  return (await readOrEmpty(`/proc/${process.pid}/task/${process.pid}/children`)) !== null;
}

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

interface Use {
  pids: number[];
  /** Threads of all of them. */
  tasks: number;
  /** What each has in memory, with what they share counted for each. */
  residentKb: number;
}

/** Of the process and all below it; counting ends above `enough` tasks. */
async function useOf(root: number, enough: number): Promise<Use> {
  const use: Use = { pids: [], tasks: 0, residentKb: 0 };
  const open = [root];
  for (let pid = open.pop(); pid !== undefined && use.tasks <= enough; pid = open.pop()) {
    const status = (await readOrEmpty(`/proc/${pid}/status`)) ?? '';
    const threads = numberAfter(status, 'Threads');
    if (threads === 0) {
      continue;
    }
    use.pids.push(pid);
    use.tasks += threads;
    use.residentKb += numberAfter(status, 'VmRSS');
    open.push(...(await childrenOf(pid, threads)));
  }
  return use;
}

/** A child belongs to the thread that started it. */
async function childrenOf(pid: number, threads: number): Promise<number[]> {
  const tids = threads === 1 ? [String(pid)] : await namesOf(`/proc/${pid}/task`);
  const lists = await Promise.all(tids.map((tid) => readOrEmpty(`/proc/${pid}/task/${tid}/children`)));
  return lists.flatMap((list) =>
    (list ?? '')
      .split(' ')
      .filter((word) => word !== '')
      .map(Number),
  );
}

/** In kilobytes, with memory that processes share counted once. */
async function sharedOut(pids: readonly number[]): Promise<number> {
  const sizes = await Promise.all(
    pids.map(async (pid) => numberAfter((await readOrEmpty(`/proc/${pid}/smaps_rollup`)) ?? '', 'Pss')),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function numberAfter(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(text)?.[1] ?? 0);
}

async function namesOf(folder: string): Promise<string[]> {
  return await fs.readdir(folder).catch(() => []);
}

/** Null for a process that is gone, and for what this system does not tell. */
async function readOrEmpty(file: string): Promise<string | null> {
  return await fs.readFile(file, 'utf8').catch(() => null);
}
