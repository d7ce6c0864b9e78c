import type { RunnerCommand, RunnerMessage } from '../protocol';
import type { Disposable } from './ports';

/** A running runner. `exited` resolves once with why it ended; nothing is delivered after that. */
export interface RunnerLink {
  send(command: RunnerCommand): void;
  onMessage(listener: (message: RunnerMessage) => void): Disposable;
  readonly exited: Promise<{ reason: string; expected: boolean }>;
  /** Ends it and every process of its tasks. Journals stay as they are, so the tasks can be resumed. */
  stop(): Promise<void>;
}

export interface Launcher {
  /** Throws `TaskError('runner-lost')` when it can't be started. */
  launch(): Promise<RunnerLink>;
}
