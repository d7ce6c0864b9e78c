import type { AgentAsk } from '../../protocol';

/** Other agents, as far as the task may have any. */
export interface OtherAgents {
  /**
   * Does what is asked and says what came of it, for the model. The same call starts no second agent and says nothing
   * twice. Throws `TaskError('not-possible-now')` for what the task may not do; rejects with the signal's reason.
   */
  act(ask: AgentAsk, signal: AbortSignal): Promise<string>;
}
