import type { RunState, TryoutAsk, TryoutDone } from '../../protocol';
import { isTrying } from './runUpdated';

/** Something runs beside the work, and the task stays what it was. */
export function isAside(state: Pick<RunState, 'trial' | 'tryout'>): boolean {
  return isTrying(state) || isTryingOut(state);
}

export function isTryingOut({ tryout }: Pick<RunState, 'tryout'>): boolean {
  return tryout !== null && tryout.receipts === null;
}

export const tryoutReducers = {
  'tryout.asked': (_: RunState, { tryoutId, commit, tree, commands }: TryoutAsk): Partial<RunState> => {
    const [command] = commands;
    return {
      tryout: { tryoutId, commit, tree, commands, receipts: null },
      progress: command === undefined ? null : { kind: 'checking', command, round: 1 },
    };
  },
  'tryout.done': ({ tryout }: RunState, { receipts }: TryoutDone): Partial<RunState> => ({
    tryout: tryout === null ? null : { ...tryout, receipts },
    progress: null,
  }),
};
