import type { TaskId } from '../protocol';

/** Ends what it stands for. Calling it again does nothing. */
export interface Disposable {
  dispose(): void;
}

export interface Clock {
  /** Wall clock, for journals. */
  now(): Date;
  /** Milliseconds that never go backwards, for durations. */
  monotonicMs(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** New unique ids: a ULID for tasks, short random text for everything else. */
export interface Ids {
  taskId(): TaskId;
  short(): string;
}

export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string, error?: unknown): void;
}
