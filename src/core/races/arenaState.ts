import type { ArenaEntry, ArenaState, ChosenHunk } from '../../protocol';

export const initialArena: ArenaState = { isBlind: false, chosen: [], composed: [] };

type Folded = (state: { arena: ArenaState }, entry: ArenaEntry) => { arena: ArenaState };

const folded: Folded = ({ arena }, entry) => ({ arena: foldArena(arena, entry) });

/** What an entry makes of the state of a group. */
export const arenaReducers: Readonly<Record<ArenaEntry['type'], Folded>> = {
  'race.chosen': folded,
  'race.composed': folded,
  'race.blinded': folded,
};

/** What a person did on the page of a race, from its journal. */
export function foldArena(state: ArenaState, entry: ArenaEntry): ArenaState {
  switch (entry.type) {
    case 'race.blinded':
      return { ...state, isBlind: entry.isBlind };
    case 'race.chosen':
      return { ...state, chosen: chosenWith(state.chosen, entry.hunks, entry.isTaken) };
    case 'race.composed': {
      const { taskId, commit, hunks } = entry;
      return { ...state, composed: [...state.composed, { taskId, commit, hunks }] };
    }
  }
}

function chosenWith(before: readonly ChosenHunk[], hunks: readonly ChosenHunk[], isTaken: boolean): ChosenHunk[] {
  const named = new Set(hunks.map(chosenName));
  const rest = before.filter((hunk) => !named.has(chosenName(hunk)));
  return isTaken ? [...rest, ...hunks] : rest;
}

/** The same for the same place of the same racer. */
export function chosenName({ taskId, path, key }: ChosenHunk): string {
  return `${taskId} ${key} ${path}`;
}
