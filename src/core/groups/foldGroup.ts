import type { Group, GroupEntry, GroupEntryBody } from '../../protocol';
import { initialRace, raceReducers, type RaceState } from '../races/foldRace';

/** A group's journal, folded. */
export interface GroupState {
  readonly group: Group;
  readonly race: RaceState;
  readonly seq: number;
  readonly updatedAt: string;
}

/** Null until the entry that says what the group is. */
export function foldGroup(state: GroupState | null, entry: GroupEntry): GroupState | null {
  if (state === null) {
    return entry.type === 'group.created' ? { ...begun(entry), group: entry.group } : null;
  }
  if (entry.seq <= state.seq) {
    return state;
  }
  const change = (reducers[entry.type] as Reducer)(state, entry);
  return { ...state, ...change, seq: entry.seq, updatedAt: entry.at };
}

function begun({ seq, at }: GroupEntry): Omit<GroupState, 'group'> {
  return { race: initialRace, seq, updatedAt: at };
}

type Of<T extends GroupEntryBody['type']> = Extract<GroupEntryBody, { type: T }> & Pick<GroupEntry, 'seq' | 'at'>;
type Reducer<T extends GroupEntryBody['type'] = GroupEntryBody['type']> = (
  state: GroupState,
  entry: Of<T>,
) => Partial<GroupState>;

const reducers: { [T in GroupEntryBody['type']]: Reducer<T> } = {
  'group.created': () => ({}),
  'group.renamed': ({ group }, { title }) => ({ group: { ...group, title } }),
  ...raceReducers,
};
