import type { AgentAsk, ObjectName } from '../../protocol';

/** For the model, in words; `tree` is what the files of a task that takes another's become. */
export interface AgentAnswer {
  text: string;
  tree?: ObjectName | undefined;
}

/** Other agents, as far as the task may have any. */
export interface OtherAgents {
  /**
   * Does what is asked and says what came of it, for the model. The same call starts no second agent and says nothing
   * twice. Throws `TaskError('not-possible-now')` for what the task may not do; rejects with the signal's reason.
   */
  act(ask: AgentAsk, signal: AbortSignal): Promise<AgentAnswer>;
}
