import type { EventBody, RunState } from '../../protocol';

/** Until the agent is let go on, or told to do something else. */
export function heldReducer(_: RunState, { hold }: Extract<EventBody, { type: 'held' }>): Partial<RunState> {
  return { held: hold, progress: hold === null ? null : { kind: 'held', hold } };
}
