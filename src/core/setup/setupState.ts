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

/** Who interrupts a setup does not want the rest of that list. */
export function setupAfterInterruption({ setup }: RunState): SetupState {
  return setup.isRunning ? next(setup) : setup;
}

export function setupAfterAnswer({ setup }: RunState, { kind }: Decision): SetupState {
  return kind === 'allow' || kind === 'always' || kind === 'deny' ? { ...setup, decision: kind } : setup;
}
