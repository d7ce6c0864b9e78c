import type { ArenaState, Group, GroupEntry, GroupEntryBody, TrainEntry } from '../../protocol';
import { arenaReducers, initialArena } from '../races/arenaState';
import { initialRace, raceReducers, type RaceState } from '../races/foldRace';
import { initialSprint, sprintReducers, type SprintState } from '../sprints/foldSprint';
import { foldTrain, type TrainState } from '../train/trainState';

/** A group's journal, folded. */
export interface GroupState {
  readonly group: Group;
  readonly race: RaceState;
  /** What a person did on the page of a race. */
  readonly arena: ArenaState;
  readonly sprint: SprintState;
  readonly seq: number;
  readonly updatedAt: string;
  /** How its results became one the last time; null where nobody asked for that. */
  readonly train: TrainState | null;
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
  return { race: initialRace, arena: initialArena, sprint: initialSprint, seq, updatedAt: at, train: null };
}

type Of<T extends GroupEntryBody['type']> = Extract<GroupEntryBody, { type: T }> & Pick<GroupEntry, 'seq' | 'at'>;
type Reducer<T extends GroupEntryBody['type'] = GroupEntryBody['type']> = (
  state: GroupState,
  entry: Of<T>,
) => Partial<GroupState>;

const train = ({ train: before }: GroupState, entry: Of<TrainEntry['type']>): Partial<GroupState> => ({
  train: foldTrain(before, entry),
});

const reducers: { [T in GroupEntryBody['type']]: Reducer<T> } = {
  'group.created': () => ({}),
  'group.renamed': ({ group }, { title }) => ({ group: { ...group, title } }),
  ...raceReducers,
  ...sprintReducers,
  'train.started': train,
  'train.checked': train,
  'train.joined': train,
  'train.left': train,
  'train.telling': train,
  'train.told': train,
  'train.mended': train,
  'train.closed': train,
  'train.making': train,
  'train.done': train,
  'train.failed': train,
  'train.cancelled': train,
  ...arenaReducers,
};
