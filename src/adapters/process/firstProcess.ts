import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';

const longestMs = 2000;
const longestStepMs = 8;
/** It mostly ends within a fraction of a millisecond, and a timer takes longer. */
const quickLooks = 10;

/** Where bubblewrap is told to write what the first process in its namespace is. */
const infoFd = 3;

/** `argv` starts a sandbox; it writes to a pipe which is the fourth of the child's. */
export function tellingFirst([program = '', ...argv]: readonly string[]): string[] {
  return [program, '--info-fd', String(infoFd), ...argv];
}

/**
 * The first process of a sandbox, by its id outside. The kernel lets it end only when all others in its namespace have:
 * bubblewrap itself is gone before that.
 */
export class FirstProcess {
  readonly #told: Promise<unknown>;
  #info = '';

  constructor(child: ChildProcess) {
    const stream = child.stdio[infoFd] as Readable | null | undefined;
    stream?.setEncoding('utf8').on('data', (text: string) => {
      this.#info += text;
    });
    this.#told = stream == null ? Promise.resolve() : once(stream, 'close').catch(() => undefined);
  }

  /** Resolves when nothing of the sandbox runs any more: false when that can't be told, or is not so after a while. */
  async hasEnded(): Promise<boolean> {
    await Promise.race([this.#told, sleep(longestMs, undefined, { ref: false })]);
    const pid = /"child-pid":\s*(\d+)/.exec(this.#info)?.[1];
    if (pid === undefined) {
      return false;
    }
    for (let look = 0; look < quickLooks; look += 1) {
      if (!isRunning(pid)) {
        return true;
      }
      await turn();
    }
    for (let waited = 0, step = 1; waited < longestMs; waited += step, step = Math.min(2 * step, longestStepMs)) {
      await sleep(step);
      if (!isRunning(pid)) {
        return true;
      }
    }
    return false;
  }
}

/** A process that has ended stands in the list until its parent has asked for it, which some never do. */
function isRunning(pid: string): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
