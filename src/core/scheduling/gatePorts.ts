import type { Hold, ModelRef } from '../../protocol';

/** When models may be asked: what all agents of the data directory have to heed together. Failures are `StoreError`. */
export interface RequestGate {
  /** Why a request to the model may not be sent now; null when it may, which takes its turn. */
  look(model: ModelRef): Promise<Hold | null>;
  /** Resolves when the next `look` lets a request through; rejects with the signal's reason when it is aborted first. */
  pass(model: ModelRef, signal: AbortSignal): Promise<void>;
  /** A provider refused a request because there were too many: those of all agents with the same key wait that long. */
  refused(model: ModelRef, delayMs: number): Promise<void>;
}
