import type { Dependencies } from '../core/setup/dependencyPorts';
import { TaskError, toErrorData } from '../core/errors';
import type { Log } from '../core/ports';
import type { Commands } from '../core/worktrees/worktreePorts';
import type { Carried, Copying, EventBody } from '../protocol';

interface Deps {
  dependencies: Dependencies;
  /** Whether the journal says that they were copied. */
  isDone: boolean;
  record(body: EventBody): Promise<unknown>;
  note(body: EventBody): void;
  log: Log;
}

/** A person sees that it goes on; the journal stays small. */
const toldPercent = 10;

/**
 * Copies the dependencies of the checkout into the worktree while the agent reads and thinks. Whoever would see them
 * waits for the whole, so that nobody ever meets a part. A copy that was cut off begins again with the next run.
 */
export class DependencyCopy {
  readonly #stop = new AbortController();
  #copying: Promise<void> | null = null;
  #reached: Copying = { path: '', percent: 0 };
  #waiting = 0;

  constructor(private readonly deps: Deps) {}

  /** Does nothing when all is there. */
  start(): void {
    if (this.#later.length > 0 && this.#copying === null) {
      this.#copying = this.#copy();
      this.#copying.catch((error: unknown) => {
        this.#copying = null;
        if (!this.#stop.signal.aborted) {
          this.deps.log.warn(`Dependencies were not copied: ${toErrorData(error).message}`);
        }
      });
    }
  }

  /** Whether this is, or is in, what is being copied. */
  covers(path: string): boolean {
    return this.#reached.percent < 100 && this.#later.some((folder) => `${path}/`.startsWith(folder.path));
  }

  /** Whether a text speaks of what is copied, in whatever form. */
  isNamedIn(text: string): boolean {
    return this.#later.some((folder) => text.includes(nameOf(folder)));
  }

  /**
   * Resolves when all is there; tries again when it failed before. Rejects with the signal's reason, or with
   * `TaskError('dependencies-not-copied')`.
   */
  async ready(signal: AbortSignal): Promise<void> {
    this.start();
    if (this.#copying === null) {
      return;
    }
    signal.throwIfAborted();
    this.#waiting += 1;
    this.#tell();
    try {
      await unlessAborted(this.#copying, signal);
    } finally {
      this.#waiting -= 1;
    }
  }

  /** Resolves when nothing is copied any more. */
  async end(): Promise<void> {
    this.#stop.abort();
    await this.#copying?.catch(() => undefined);
  }

  get #later(): readonly Carried[] {
    return this.deps.isDone ? [] : this.deps.dependencies.later;
  }

  async #copy(): Promise<void> {
    this.#reached = { path: nameOf(this.#later[0]), percent: 0 };
    const total = this.#later.reduce((sum, { bytes }) => sum + bytes, 0);
    const onProgress = (bytes: number, path: string): void => {
      const percent = Math.min(99, Math.floor((100 * bytes) / Math.max(total, 1)));
      const before = this.#reached;
      this.#reached = { path: path.replace(/\/$/, ''), percent };
      if (this.#waiting > 0 && Math.floor(percent / toldPercent) > Math.floor(before.percent / toldPercent)) {
        this.#tell();
      }
    };
    try {
      const carried = await this.deps.dependencies.copy({ signal: this.#stop.signal, onProgress });
      this.#stop.signal.throwIfAborted();
      this.#reached = { ...this.#reached, percent: 100 };
      await this.deps.record({ type: 'dependencies.copied', carried });
    } catch (error) {
      const { message } = toErrorData(error);
      throw new TaskError('dependencies-not-copied', `Copying ${this.#reached.path} failed: ${message}`, {
        cause: error,
        hint: 'Retry copies it again.',
      });
    }
  }

  /** Not once all is there: the journal is about to say so, and this would stand behind it. */
  #tell(): void {
    if (this.#reached.percent < 100) {
      this.deps.note({ type: 'dependencies.copying', ...this.#reached });
    }
  }
}

/** Each command begins when the copy is whole. */
export function commandsAfter(copy: DependencyCopy, commands: Commands): Commands {
  return {
    get report() {
      return commands.report;
    },
    hostsComplaint: () => commands.hostsComplaint(),
    async run(command, options) {
      try {
        await copy.ready(options.signal);
      } catch (error) {
        if (!options.signal.aborted) {
          throw error;
        }
        return { exitCode: null, ended: 'was stopped', durationMs: 0, output: '' };
      }
      return await commands.run(command, options);
    },
  };
}

function nameOf(folder: Carried | undefined): string {
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
