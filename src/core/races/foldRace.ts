import type {
  HalvedRacer,
  Judgement,
  ModelRef,
  RaceCell,
  RaceEntry,
  RacePlan,
  RacerChange,
  TaskId,
} from '../../protocol';

/** What the journal of a group says of its race. */
export interface RaceState {
  plan: RacePlan | null;
  /** Each racer has its task. */
  isMade: boolean;
  /** What was measured last of each racer. */
  measured: ReadonlyMap<TaskId, RacerChange>;
  /** The newest for each two racers. */
  cells: readonly RaceCell[];
  isMatrixOn: boolean;
  halved: readonly HalvedRacer[];
  /** Those of them that may still be at work. */
  unstopped: readonly TaskId[];
  /** How often the race was halved. */
  halvings: number;
  judge: { model: ModelRef; judgements: readonly Judgement[] } | null;
  won: TaskId | null;
  discarding: readonly TaskId[];
}

export const initialRace: RaceState = {
  plan: null,
  isMade: false,
  measured: new Map(),
  cells: [],
  isMatrixOn: true,
  halved: [],
  unstopped: [],
  halvings: 0,
  judge: null,
  won: null,
  discarding: [],
};

type Raced = (state: { race: RaceState }, entry: RaceEntry) => { race: RaceState };
const folded: Raced = ({ race }, entry) => ({ race: foldRace(race, entry) });

/** What an entry makes of the state of a group. */
export const raceReducers: Readonly<Record<RaceEntry['type'], Raced>> = {
  'race.started': folded,
  'race.made': folded,
  'race.measured': folded,
  'race.cell': folded,
  'race.matrix': folded,
  'race.halved': folded,
  'race.stopped': folded,
  'race.judging': folded,
  'race.won': folded,
  'race.discarding': folded,
};

/** The state after one more entry. */
export function foldRace(race: RaceState, entry: RaceEntry): RaceState {
  switch (entry.type) {
    case 'race.started':
      return { ...race, plan: entry.plan };
    case 'race.made':
      return { ...race, isMade: true };
    case 'race.measured':
      return { ...race, measured: new Map([...race.measured, [entry.taskId, entry.change]]) };
    case 'race.cell':
      return { ...race, cells: [...race.cells.filter((cell) => !isOfSameRacers(cell, entry.cell)), entry.cell] };
    case 'race.matrix':
      return { ...race, isMatrixOn: entry.isOn, cells: race.cells.filter(({ outcome }) => outcome.kind !== 'failed') };
    case 'race.halved':
      return {
        ...race,
        halved: [...race.halved, ...entry.stopped],
        unstopped: [...race.unstopped, ...entry.stopped.map(({ taskId }) => taskId)],
        halvings: race.halvings + 1,
      };
    case 'race.stopped':
      return { ...race, unstopped: race.unstopped.filter((taskId) => taskId !== entry.taskId) };
    case 'race.judging':
      return { ...race, judge: { model: entry.model, judgements: entry.judgements } };
    case 'race.won':
      return { ...race, won: entry.taskId };
    case 'race.discarding':
      return { ...race, discarding: [...new Set([...race.discarding, ...entry.taskIds])] };
  }
}

function isOfSameRacers(a: RaceCell, b: RaceCell): boolean {
  return a.tests === b.tests && a.code === b.code;
}
