import type { FleetCall, ModelRef, RunnerMessage } from '../protocol';
import type { Disposable } from './ports';

/** The process that runs tasks beside the windows, as a window sees it. */
export interface ResidentLink {
  /**
   * Resolves when the act is done; rejects with the error it failed with, or `TaskError('runner-lost')` when the process
   * can't be reached or ends meanwhile. The act may have been begun then: the journals tell.
   */
  call(call: FleetCall): Promise<void>;
  /** Text and output as they come, of every task it runs. */
  onLive(listener: (message: LiveMessage) => void): Disposable;
  /** Called at each connection, the first one and every one after a loss. */
  onConnect(listener: () => void): Disposable;
  /** Leaves the process and its tasks as they are. */
  dispose(): void;
}

export type LiveMessage = Extract<RunnerMessage, { kind: 'delta' | 'output' }>;

/** The key for a model; undefined when there is none. */
export type KeyOf = (model: ModelRef) => Promise<string | undefined>;

/** One window that is connected, as the resident sees it. */
export interface ResidentConnection<Sent, Received> {
  send(message: Sent): void;
  onMessage(listener: (message: Received) => void): Disposable;
  readonly closed: Promise<void>;
  close(): void;
}
