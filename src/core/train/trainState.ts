import type {
  Carriage,
  ErrorData,
  LeftOutWhy,
  ObjectName,
  StartingPoint,
  TaskId,
  Train,
  TrainCheck,
  TrainEntry,
  TrainShare,
} from '../../protocol';

/** How an agent's change stands. `mending`: it was told what broke, and works on it. */
export type Standing =
  | { kind: 'open' }
  | { kind: 'joined' }
  | { kind: 'left'; why: LeftOutWhy }
  | { kind: 'telling'; why: LeftOutWhy; mark: string; text: string; afterSeq: number; onto: StartingPoint | undefined }
  | { kind: 'mending'; why: LeftOutWhy; since: number };

export interface Carried {
  readonly carriage: Carriage;
  readonly standing: Standing;
  /** How often it was told that it broke something. */
  readonly rounds: number;
}

/** What became of joining the results of several agents, folded from the group's journal. */
export interface TrainState {
  readonly train: Train;
  /** In the order in which they join. */
  readonly cars: readonly Carried[];
  readonly checks: readonly TrainCheck[];
  /** What holds all that are joined; null before any is. */
  readonly joined: { readonly taskIds: readonly TaskId[]; readonly tree: ObjectName } | null;
  /** Nobody is waited for any more. */
  readonly isClosed: boolean;
  /** The commit that is being made into a task, and what of it came from whom. */
  readonly making: { readonly commit: ObjectName; readonly shares: readonly TrainShare[] } | null;
  readonly end:
    { kind: 'done'; taskId: TaskId | null } | { kind: 'failed'; error: ErrorData } | { kind: 'cancelled' } | null;
}

/** The last train of a group. Entries of an earlier one change nothing. */
export function foldTrain(state: TrainState | null, entry: TrainEntry): TrainState | null {
  if (entry.type === 'train.started') {
    const cars = entry.train.carriages.map((carriage) => ({
      carriage,
      standing: { kind: 'open' } as const,
      rounds: 0,
    }));
    return { train: entry.train, cars, checks: [], joined: null, isClosed: false, making: null, end: null };
  }
  return state?.train.trainId === entry.trainId ? withEntry(state, entry) : state;
}

function withEntry(state: TrainState, entry: Exclude<TrainEntry, { type: 'train.started' }>): TrainState {
  switch (entry.type) {
    case 'train.checked':
      return { ...state, checks: [...state.checks, entry.check] };
    case 'train.joined': {
      const cars = state.cars.map((car) =>
        entry.taskIds.includes(car.carriage.taskId) ? { ...car, standing: { kind: 'joined' } as const } : car,
      );
      return { ...state, cars, joined: { taskIds: entry.taskIds, tree: entry.tree } };
    }
    case 'train.left':
    case 'train.telling':
    case 'train.told':
      return withCar(state, entry.taskId, (car) => ofOne(car, entry));
    case 'train.mended': {
      // What it was checked with holds no more.
      const { carriage } = entry;
      const checks = state.checks.filter(({ taskIds }) => !taskIds.includes(carriage.taskId));
      const open = { kind: 'open' } as const;
      return withCar({ ...state, checks }, carriage.taskId, ({ rounds }) => ({ carriage, standing: open, rounds }));
    }
    case 'train.closed':
      return { ...state, isClosed: true };
    case 'train.making':
      return { ...state, making: { commit: entry.commit, shares: entry.shares } };
    case 'train.done':
      return { ...state, end: { kind: 'done', taskId: entry.taskId } };
    case 'train.failed':
      return { ...state, end: { kind: 'failed', error: entry.error } };
    case 'train.cancelled':
      return { ...state, end: { kind: 'cancelled' } };
  }
}

function withCar(state: TrainState, taskId: TaskId, change: (car: Carried) => Carried): TrainState {
  return { ...state, cars: state.cars.map((car) => (car.carriage.taskId === taskId ? change(car) : car)) };
}

function ofOne(
  car: Carried,
  entry: Extract<TrainEntry, { type: 'train.left' | 'train.telling' | 'train.told' }>,
): Carried {
  if (entry.type === 'train.left') {
    return { ...car, standing: { kind: 'left', why: entry.why } };
  }
  if (entry.type === 'train.told') {
    const { standing } = car;
    const rounds = car.rounds + 1;
    return standing.kind === 'telling'
      ? { ...car, standing: { kind: 'mending', why: standing.why, since: entry.eventSeq }, rounds }
      : car;
  }
  const { why, mark, text, afterSeq, onto } = entry;
  return { ...car, standing: { kind: 'telling', why, mark, text, afterSeq, onto } };
}
