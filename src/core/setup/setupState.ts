import type { Decision, RunState, SetupState } from '../../protocol';

export const noSetup: SetupState = { pending: [], decision: null, isRunning: false, hasFailed: false };

/** The first list is through, whatever became of it. */
function next({ pending }: SetupState): SetupState {
  return { ...noSetup, pending: pending.slice(1) };
}

/** After the end of a run of the first list, or after it was decided that there is none. */
export function setupAfterResult({ setup }: RunState, outcome: string): SetupState {
  return outcome === 'failed' ? { ...noSetup, pending: setup.pending, hasFailed: true } : next(setup);
}

/** Who interrupts a setup does not want the rest of that list. When time is up it is run again, once there is more. */
export function setupAfterInterruption({ setup }: RunState, timeIsUp: boolean): SetupState {
  return !setup.isRunning ? setup : timeIsUp ? { ...setup, isRunning: false } : next(setup);
}

export function setupAfterAnswer({ setup }: RunState, { kind }: Decision): SetupState {
  return kind === 'allow' || kind === 'always' || kind === 'deny' ? { ...setup, decision: kind } : setup;
}
