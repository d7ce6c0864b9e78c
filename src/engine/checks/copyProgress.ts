import type { Dependencies } from '../../core/setup/dependencyPorts';
import type { Carried, Copying } from '../../protocol';

/** A person sees that it goes on; the journal stays small. */
const toldPercent = 10;

type CopyOptions = Parameters<Dependencies['copy']>[0];

/** How far something is copied, told while somebody waits for it. */
export class CopyProgress {
  #reached: Copying = { path: '', percent: 0 };
  #waiting = 0;
  #isOn = false;

  constructor(private readonly tell: (reached: Copying) => void) {}

  get path(): string {
    return this.#reached.path;
  }

  /** Runs what copies these folders, and follows it. */
  async during<T>(
    { folders, signal }: { folders: readonly Carried[]; signal: AbortSignal },
    copy: (options: CopyOptions) => Promise<T>,
  ): Promise<T> {
    const total = folders.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#reached = { path: nameOf(folders[0]), percent: 0 };
    this.#isOn = true;
    const onProgress = (bytes: number, path: string): void => {
      const percent = Math.min(99, Math.floor((100 * bytes) / Math.max(total, 1)));
      const last = this.#reached.percent;
      this.#reached = { path: path.replace(/\/$/, ''), percent };
      if (this.#waiting > 0 && Math.floor(percent / toldPercent) > Math.floor(last / toldPercent)) {
        this.tell(this.#reached);
      }
    };
    try {
      const done = await copy({ signal, onProgress });
      signal.throwIfAborted();
      return done;
    } finally {
      // Once all is there the journal is about to say so, and this would stand behind it.
      this.#isOn = false;
    }
  }

  /** Rejects as `work` does, or with the signal's reason. */
  async waitFor(work: Promise<void>, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#waiting += 1;
    if (this.#isOn) {
      this.tell(this.#reached);
    }
    try {
      await unlessAborted(work, signal);
    } finally {
      this.#waiting -= 1;
    }
  }
}

export function nameOf(folder: Carried | undefined): string {
  return (folder?.path ?? '').replace(/\/$/, '');
}

async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason instanceof Error ? signal.reason : new Error('Stopped.'));
    signal.addEventListener('abort', onAbort);
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
