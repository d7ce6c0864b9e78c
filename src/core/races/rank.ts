import type {
  Candidate,
  Criterion,
  Matrix,
  MatrixCell,
  RankedCandidate,
  Ranking,
  RankPart,
  TaskId,
} from '../../protocol';
import { isEquivalent } from './equivalents';
import { isGreen } from './matrix';

/** How much each criterion counts, of 100. */
export const raceWeights: Readonly<Record<Criterion, number>> = {
  crossTests: 40,
  size: 15,
  dependencies: 15,
  testsAdded: 10,
  suppressed: 5,
  coverage: 5,
  time: 5,
  cost: 5,
};

const tiers = ['verified', 'weakened', 'unverified', 'unfinished'] as const;

/** More new tests than these prove no more for the order. */
const enoughTests = 5;

/**
 * Orders the racers: by what is proven first, and only then by a score. The same facts give the same order, whatever the
 * models are called and in whatever order they are given.
 */
export function rank(candidates: readonly Candidate[], matrix: Pick<Matrix, 'cells'>): Ranking {
  const uncounted = uncountedTests(candidates, matrix);
  const scored = candidates.map((candidate) => {
    const tier = tierOf(candidate);
    const rivals = candidates.filter((other) => tierOf(other) !== 'unfinished');
    const brokenBy = redTests(candidate, matrix, uncounted);
    const parts = partsOf(candidate, rivals, crossValue(candidate, matrix, uncounted));
    return { taskId: candidate.taskId, tier, score: tier === 'unfinished' ? 0 : scoreOf(parts), parts, brokenBy };
  });
  const ordered = scored.toSorted((a, b) => tiers.indexOf(a.tier) - tiers.indexOf(b.tier) || b.score - a.score);
  const placeOf = ({ tier, score }: (typeof ordered)[number]): number =>
    ordered.findIndex((each) => each.tier === tier && each.score === score) + 1;
  const ranked = ordered.map((each): RankedCandidate => ({ place: placeOf(each), ...each }));
  return { weights: raceWeights, ranked, uncountedTests: uncounted };
}

function tierOf({ proof }: Candidate): RankedCandidate['tier'] {
  return proof === 'none' ? 'unfinished' : proof;
}

/**
 * Racers of whose tests none passes on any other code, which says as much of the tests as of the code: they may ask for
 * names that nobody else could know. A result that is the same as theirs is no other code.
 */
function uncountedTests(candidates: readonly Candidate[], { cells }: Pick<Matrix, 'cells'>): TaskId[] {
  const byId = new Map(candidates.map((candidate) => [candidate.taskId, candidate]));
  return candidates
    .filter((tests) => {
      const others = cells.filter(({ tests: of, code }) => {
        const other = byId.get(code);
        return of === tests.taskId && code !== of && other !== undefined && !isEquivalent(tests, other);
      });
      const ran = others.filter((cell) => isGreen(cell) !== null);
      return ran.length > 0 && ran.every((cell) => isGreen(cell) === false && !passesInPart(cell, tests));
    })
    .map(({ taskId }) => taskId);
}

/** Fewer tests failed than the racer has added, so what the others ask for is there. */
function passesInPart({ outcome }: MatrixCell, { change }: Candidate): boolean {
  const red = outcome.kind === 'ran' ? outcome.receipts.find(({ exitCode }) => exitCode !== 0) : undefined;
  return red?.counts !== undefined && red.counts.failed > 0 && red.counts.failed < (change?.testsAdded ?? 0);
}

/** The cells that count for the code of a racer. */
function countedCells({ taskId }: Candidate, { cells }: Pick<Matrix, 'cells'>, uncounted: readonly TaskId[]) {
  return cells.filter((cell) => cell.code === taskId && cell.tests !== taskId && !uncounted.includes(cell.tests));
}

function redTests(candidate: Candidate, matrix: Pick<Matrix, 'cells'>, uncounted: readonly TaskId[]): TaskId[] {
  return countedCells(candidate, matrix, uncounted).flatMap((cell) => (isGreen(cell) === false ? [cell.tests] : []));
}

function crossValue(candidate: Candidate, matrix: Pick<Matrix, 'cells'>, uncounted: readonly TaskId[]): number | null {
  const verdicts = countedCells(candidate, matrix, uncounted)
    .map(isGreen)
    .filter((verdict) => verdict !== null);
  return verdicts.length === 0 ? null : verdicts.filter(Boolean).length / verdicts.length;
}

interface Measure {
  /** In the criterion's own unit; null where it is not known. */
  of: (candidate: Candidate) => number | null;
  best: 'least' | 'most';
  /** From 0 to 1. `own` and `best` are in the criterion's unit. */
  value: (own: number, best: number) => number;
}

/** `slack` is a difference that hardly matters, in the unit of the criterion. */
function nearLeast(slack: number): Measure['value'] {
  return (own, best) => (best + slack) / (own + slack);
}

const each: Measure['value'] = (own) => 1 / (1 + own);

const measures: Readonly<Record<Exclude<Criterion, 'crossTests'>, Measure>> = {
  size: { of: ({ change }) => change?.codeLines ?? null, best: 'least', value: nearLeast(10) },
  dependencies: { of: ({ change }) => change?.dependencies.length ?? null, best: 'least', value: each },
  testsAdded: {
    of: ({ change }) => change?.testsAdded ?? null,
    best: 'most',
    value: (own) => Math.min(own, enoughTests) / enoughTests,
  },
  suppressed: { of: ({ suppressed }) => suppressed, best: 'least', value: each },
  coverage: { of: ({ coverage }) => coverage, best: 'most', value: (own) => own / 100 },
  time: { of: ({ workMs }) => workMs, best: 'least', value: nearLeast(60_000) },
  cost: { of: ({ microUsd }) => microUsd, best: 'least', value: nearLeast(10_000) },
};

function partsOf(candidate: Candidate, rivals: readonly Candidate[], cross: number | null): RankPart[] {
  const crossTests: RankPart = {
    criterion: 'crossTests',
    weight: raceWeights.crossTests,
    value: cross,
    own: cross,
    best: cross === null ? null : 1,
  };
  const others = Object.entries(measures).map(([name, measure]): RankPart => {
    const criterion = name as keyof typeof measures;
    const all = rivals.map(measure.of).filter((value) => value !== null);
    const own = measure.of(candidate);
    const best = all.length === 0 ? null : measure.best === 'least' ? Math.min(...all) : Math.max(...all);
    const isKnown = own !== null && best !== null && all.length === rivals.length;
    const value = isKnown ? Math.min(1, measure.value(own, best)) : null;
    return { criterion, weight: raceWeights[criterion], value, own, best };
  });
  return [crossTests, ...others];
}

/** What is not known counts neither for nor against it. */
function scoreOf(parts: readonly RankPart[]): number {
  const known = parts.flatMap(({ value, weight }) => (value === null ? [] : [{ value, weight }]));
  const whole = known.reduce((sum, { weight }) => sum + weight, 0);
  const reached = known.reduce((sum, { value, weight }) => sum + value * weight, 0);
  return whole === 0 ? 0 : Math.round((reached * 1000) / whole) / 10;
}
