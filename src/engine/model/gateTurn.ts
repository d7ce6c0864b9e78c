import type { RequestGate } from '../../core/scheduling/gatePorts';
import type { ModelRef } from '../../protocol';

/**
 * Waits for the turn of a request that is sent right after, and takes it, so that no other goes through in its place.
 * Rejects with the signal's reason when it is aborted first.
 */
export async function takeTurn(gate: RequestGate, model: ModelRef, signal: AbortSignal): Promise<void> {
  do {
    await gate.pass(model, signal);
  } while ((await gate.look(model)) !== null);
}
