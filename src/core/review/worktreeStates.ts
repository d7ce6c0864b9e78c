import type { ObjectName, RunnerEvent, StartingPoint } from '../../protocol';
import { startingPointAt } from '../run/startingPointAt';

/** The files of a task at a moment, and what made them so. */
export interface WorktreeState {
  /** The event that says so; 0 for what the task began with. */
  seq: number;
  at: string | null;
  turn: number;
  commit: ObjectName;
  cause: 'start' | 'step' | 'updated' | 'made' | 'restored' | 'edited';
  /** The call after which it was kept. */
  callId: string | null;
  /** The index of the state that it was made from; null for the first. */
  from: number | null;
}

/**
 * All states that the worktree was in, in their order. What was taken back to a step was made from the files of that step,
 * whatever was between. `current` is what the task is compared with now.
 */
export function worktreeStates(events: readonly RunnerEvent[], current: StartingPoint): WorktreeState[] {
  const { snapshot } = startingPointAt(events, 0, current);
  const first = { seq: 0, at: null, turn: 0, commit: snapshot, cause: 'start', callId: null, from: null } as const;
  const states: WorktreeState[] = [first];
  for (const event of events) {
    const state = stateOf(event, states);
    if (state !== null && (state.commit !== states.at(-1)?.commit || state.cause !== 'step')) {
      states.push(state);
    }
  }
  return states;
}

function stateOf(event: RunnerEvent, states: readonly WorktreeState[]): WorktreeState | null {
  const { seq, at } = event;
  const last = states.length - 1;
  const turn = states[last]?.turn ?? 0;
  if (event.type === 'checkpoint') {
    const { commit, callId = null } = event;
    return { seq, at, turn: event.turn, commit, cause: 'step', callId, from: last };
  }
  if (event.type === 'updated' || event.type === 'made') {
    return { seq, at, turn, commit: event.checkpoint.commit, cause: event.type, callId: null, from: last };
  }
  if (event.type !== 'restored' || event.checkpoint === null || event.what === 'conversation') {
    return null;
  }
  const { commit } = event.checkpoint;
  if (event.edited !== undefined) {
    return { seq, at, turn, commit, cause: 'edited', callId: null, from: last };
  }
  const from = states.findLastIndex((state) => state.seq <= event.toSeq);
  return { seq, at, turn, commit, cause: 'restored', callId: null, from };
}
