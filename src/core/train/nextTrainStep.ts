import type { LeftOutWhy, TaskId } from '../../protocol';
import { findCulprit, type Verdict } from './culprit';
import type { Carried, TrainState } from './trainState';

/** What is to be done next to join the results of several agents. */
export type TrainStep =
  /** Join these in this order and run the checks on them; `isWhole` when none that is open is missing. */
  | { kind: 'check'; cars: readonly Carried[]; isWhole: boolean }
  /** These are green together. */
  | { kind: 'join'; cars: readonly Carried[] }
  /** It is left out. */
  | { kind: 'leave'; car: Carried; why: LeftOutWhy }
  /** It is left out for now, and is to be told what broke. */
  | { kind: 'tell'; car: Carried; why: Extract<LeftOutWhy, { kind: 'red' }> }
  /** What it is told is on its way. */
  | { kind: 'send'; car: Carried }
  /** These work on what broke. */
  | { kind: 'await'; cars: readonly Carried[] }
  /** Even without any of the agents the checks are red. */
  | { kind: 'refuse'; why: Extract<LeftOutWhy, { kind: 'red' }> }
  /** The result becomes a task; `cars` are in it. */
  | { kind: 'make'; cars: readonly Carried[] }
  | { kind: 'end' };

/** Decided from the group's journal alone, so a train that was cut off goes on as one that never stopped. */
export function nextTrainStep(state: TrainState): TrainStep {
  if (state.end !== null) {
    return { kind: 'end' };
  }
  const telling = state.cars.find(({ standing }) => standing.kind === 'telling');
  if (telling !== undefined) {
    return { kind: 'send', car: telling };
  }
  const joined = joinedCars(state);
  if (state.making !== null) {
    return { kind: 'make', cars: joined };
  }
  const open = state.cars.filter(({ standing }) => standing.kind === 'open');
  return open.length > 0 ? join(state, joined, open) : afterJoining(state, joined);
}

/** In the order in which they joined. */
function joinedCars({ cars, joined }: Pick<TrainState, 'cars' | 'joined'>): Carried[] {
  return (joined?.taskIds ?? []).flatMap((taskId) => cars.filter(({ carriage }) => carriage.taskId === taskId));
}

function join(state: TrainState, joined: readonly Carried[], open: readonly Carried[]): TrainStep {
  const found = findCulprit(joined, open, (some) => verdictOf(state, idsOf(some)));
  switch (found.kind) {
    case 'ask':
      return { kind: 'check', cars: found.of, isWhole: found.of.length === joined.length + open.length };
    case 'green':
      return { kind: 'join', cars: [...joined, ...open] };
    case 'culprit':
      return blame(state, found);
  }
}

function blame(
  state: TrainState,
  { culprit, partners }: { culprit: Carried; partners: readonly Carried[] },
): TrainStep {
  const alone = partners.length === 0;
  const ofNone = verdictOf(state, []);
  if (alone && ofNone === null) {
    return { kind: 'check', cars: [], isWhole: false };
  }
  const receipt = checkOf(state, alone && ofNone === 'red' ? [] : idsOf([...partners, culprit]))?.receipts.at(-1);
  if (receipt === undefined) {
    return {
      kind: 'leave',
      car: culprit,
      why: { kind: 'gone', said: 'The checks were red, and nothing is known of them.' },
    };
  }
  const why = { kind: 'red', with: idsOf(partners), receipt } as const;
  if (alone && ofNone === 'red') {
    return { kind: 'refuse', why };
  }
  return mayBeAsked(state, culprit) ? { kind: 'tell', car: culprit, why } : { kind: 'leave', car: culprit, why };
}

/** Whether an agent is asked once more to make its change go together with the others. */
export function mayBeAsked({ isClosed, train }: TrainState, { rounds }: Carried): boolean {
  return !isClosed && rounds < train.mostRounds;
}

function afterJoining(state: TrainState, joined: readonly Carried[]): TrainStep {
  const mending = state.cars.flatMap((car) =>
    car.standing.kind === 'mending' ? [{ car, why: car.standing.why }] : [],
  );
  const [first] = mending;
  if (first === undefined) {
    return { kind: 'make', cars: joined };
  }
  return state.isClosed ? { kind: 'leave', ...first } : { kind: 'await', cars: mending.map(({ car }) => car) };
}

function checkOf({ checks }: TrainState, taskIds: readonly TaskId[]): TrainState['checks'][number] | undefined {
  const wanted = taskIds.join(' ');
  return checks.find((check) => check.taskIds.join(' ') === wanted);
}

function verdictOf(state: TrainState, taskIds: readonly TaskId[]): Verdict | null {
  return checkOf(state, taskIds)?.verdict ?? null;
}

function idsOf(cars: readonly Carried[]): TaskId[] {
  return cars.map(({ carriage }) => carriage.taskId);
}
