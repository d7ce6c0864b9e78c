import type { CallId, Effect, EventBody, ToolInput, ToolName } from '../../protocol';
import type { Session } from '../session';

/** What a call comes to: the result's fields that a tool decides. */
export type ToolAnswer = Pick<
  Extract<EventBody, { type: 'tool.result' }>,
  'outcome' | 'text' | 'exitCode' | 'durationMs' | 'lines' | 'image'
>;

export interface ToolContext {
  session: Session;
  callId: CallId;
  signal: AbortSignal;
}

/** One thing a model can do. It throws an error whose message is meant for the model. */
export interface Tool<T extends ToolName> {
  description: string;
  effect: Effect;
  run(input: ToolInput<T>, context: ToolContext): Promise<ToolAnswer>;
}
