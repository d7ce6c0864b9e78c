import type { Dependencies } from '../../core/setup/dependencyPorts';
import { TaskError, toErrorData } from '../../core/errors';
import type { Log } from '../../core/ports';
import { mayReplace, wasHeld } from '../../core/setup/replacesFolder';
import { aroundCommands } from '../../core/worktrees/aroundCommands';
import type { Commands } from '../../core/worktrees/worktreePorts';
import type { Carried, EventBody } from '../../protocol';
import { CopyProgress, nameOf } from './copyProgress';

interface Deps {
  dependencies: Dependencies;
  /** Whether the journal says that they were copied, or that the task's commands see them. */
  isDone: boolean;
  isShared: boolean;
  record(body: EventBody): Promise<unknown>;
  note(body: EventBody): void;
  log: Log;
}

/**
 * Brings the dependencies of the checkout to the task while the agent reads and thinks: its commands see those that are
 * stored for all tasks, where that can be done, and then the worktree gets a copy only when something outside of the
 * sandbox needs it; else they are copied at once. Whoever would see them waits for the whole, so that nobody ever meets
 * a part. What was cut off begins again with the next run.
 */
export class DependencyCopy {
  readonly #stop = new AbortController();
  readonly #commands = new Set<Promise<void>>();
  readonly #progress: CopyProgress;
  #stage: 'none' | 'shared' | 'placed' = 'none';
  /** Under way or done: until commands see them. */
  #seeing: Promise<void> | null = null;
  /** Under way: until the worktree has them as plain files. */
  #placing: Promise<void> | null = null;

  constructor(private readonly deps: Deps) {
    this.#progress = new CopyProgress((reached) => this.deps.note({ type: 'dependencies.copying', ...reached }));
  }

  /** Does nothing when all is there. */
  start(): void {
    if (this.#later.length > 0 && this.#seeing === null) {
      this.#seeing = this.#begin();
      this.#seeing.catch((error: unknown) => {
        this.#seeing = null;
        if (!this.#stop.signal.aborted) {
          this.deps.log.warn(`Dependencies were not copied: ${toErrorData(error).message}`);
        }
      });
    }
  }

  /** The folders that the task did not begin with, relative to the worktree. */
  get folders(): string[] {
    return this.#later.map(nameOf);
  }

  /** Whether commands see them and the worktree does not have them. */
  get isShared(): boolean {
    return this.#stage === 'shared';
  }

  /** Whether this is, or is in, what the worktree does not have yet. */
  covers(path: string): boolean {
    return this.#stage !== 'placed' && this.#later.some((folder) => `${path}/`.startsWith(folder.path));
  }

  /** Whether a text speaks of what is copied, in whatever form. */
  isNamedIn(text: string): boolean {
    return this.folders.some((folder) => text.includes(folder));
  }

  /**
   * Resolves when commands see all of them; tries again when it failed before. Rejects with the signal's reason, or with
   * `TaskError('dependencies-not-copied')`.
   */
  async ready(signal: AbortSignal): Promise<void> {
    this.start();
    const work = this.#placing ?? this.#seeing;
    await (work === null ? null : this.#progress.waitFor(work, signal));
  }

  /**
   * Resolves when the worktree has all of them as plain files, which is what is needed outside of the sandbox. Rejects
   * as `ready` does.
   */
  async placed(signal: AbortSignal): Promise<void> {
    await this.ready(signal);
    if (this.isShared) {
      this.#placing ??= this.#place().finally(() => (this.#placing = null));
      await this.#progress.waitFor(this.#placing, signal);
    }
  }

  /** Runs what has to see all of them, and nothing of it while they are put into the worktree. */
  async during<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> {
    do {
      await this.ready(signal);
    } while (this.#placing !== null);
    const running = run();
    const ended = running.then(ignore, ignore);
    this.#commands.add(ended);
    try {
      return await running;
    } finally {
      this.#commands.delete(ended);
    }
  }

  /** Resolves when nothing is copied any more. */
  async end(): Promise<void> {
    this.#stop.abort();
    await this.#seeing?.catch(ignore);
    await this.#placing?.catch(ignore);
  }

  get #later(): readonly Carried[] {
    return this.deps.isDone ? [] : this.deps.dependencies.later;
  }

  async #begin(): Promise<void> {
    const shared = await this.#follow((options) => this.deps.dependencies.share(options));
    if (shared === null) {
      await this.#copy();
      return;
    }
    this.#stage = 'shared';
    if (!this.deps.isShared) {
      await this.deps.record({ type: 'dependencies.shared', carried: shared });
    }
  }

  async #place(): Promise<void> {
    await Promise.all(this.#commands);
    await this.#copy();
  }

  async #copy(): Promise<void> {
    const carried = await this.#follow((options) => this.deps.dependencies.copy(options));
    this.#stage = 'placed';
    await this.deps.record({ type: 'dependencies.copied', carried });
  }

  async #follow<T>(work: (options: Parameters<Dependencies['copy']>[0]) => Promise<T>): Promise<T> {
    try {
      return await this.#progress.during({ folders: this.#later, signal: this.#stop.signal }, work);
    } catch (error) {
      const { message } = toErrorData(error);
      throw new TaskError('dependencies-not-copied', `Copying ${this.#progress.path} failed: ${message}`, {
        cause: error,
        hint: 'Retry copies it again.',
      });
    }
  }
}

/** Each command begins when all is there, and as plain files when it may replace a whole folder of it. */
export function commandsAfter(copy: DependencyCopy, commands: Commands): Commands {
  return aroundCommands(commands, async (command, options) => {
    const { signal } = options;
    try {
      await (mayReplace(command, copy.folders) ? copy.placed(signal) : copy.ready(signal));
    } catch (error) {
      if (!signal.aborted) {
        throw error;
      }
      return { exitCode: null, ended: 'was stopped', durationMs: 0, output: '' };
    }
    const result = await copy.during(signal, () => commands.run(command, options));
    if (result.exitCode === 0 || !copy.isShared || !wasHeld(result.output, copy.folders)) {
      return result;
    }
    await copy.placed(signal);
    return { ...result, output: `${result.output}${heldNote}` };
  });
}

const heldNote =
  '\n[The folder of dependencies was mounted, so it could not be removed or moved as a whole. It is a plain folder now: run the command again.]\n';

function ignore(): void {
  return undefined;
}
