import type { Candidate, HalvedRacer, Receipt } from '../../protocol';
import type { RaceState } from './foldRace';

/** How far a racer is: less is better. */
interface Standing {
  stage: 'verified' | 'complete' | 'checked' | 'begun';
  /** Of its last checks. */
  failures: number;
}

const stages = ['verified', 'complete', 'checked', 'begun'] as const;

/**
 * The racers at work that can be stopped now, so that the rest of the budget goes to the better half: those that stand
 * strictly behind the last of that half. A checkpoint is a round of checks, and each further halving asks for one more
 * of at least half of the racers that are left. `roundOf` counts the rounds of a racer.
 */
export function halvingOf(
  candidates: readonly Candidate[],
  { halved, halvings }: Pick<RaceState, 'halved' | 'halvings'>,
  roundOf: (candidate: Candidate) => number,
): HalvedRacer[] {
  const gone = new Set(halved.map(({ taskId }) => taskId));
  const left = candidates.filter(({ taskId, state }) => !gone.has(taskId) && state !== null && !hasEnded(state.kind));
  const half = Math.ceil(left.length / 2);
  const isThere = (candidate: Candidate): boolean => isComplete(candidate) || roundOf(candidate) > halvings;
  if (left.length < 2 || left.filter(isThere).length < half) {
    return [];
  }
  const ordered = left.toSorted((a, b) => compare(standingOf(a), standingOf(b)));
  const last = ordered[half - 1];
  return last === undefined
    ? []
    : ordered.slice(half).flatMap((candidate) => {
        const why = isComplete(candidate) ? null : whyBehind(standingOf(candidate), standingOf(last));
        return why === null ? [] : [{ taskId: candidate.taskId, why, behind: last.taskId }];
      });
}

function hasEnded(kind: NonNullable<Candidate['state']>['kind']): boolean {
  return kind === 'failed' || kind === 'stopped';
}

function isComplete({ state }: Candidate): boolean {
  return state?.kind === 'complete';
}

function standingOf(candidate: Candidate): Standing {
  const receipts = candidate.checks.flatMap(({ receipt }) => (receipt === null ? [] : [receipt]));
  const failures = receipts.reduce((sum, receipt) => sum + failuresIn(receipt), 0);
  if (isComplete(candidate)) {
    return { stage: candidate.proof === 'verified' ? 'verified' : 'complete', failures };
  }
  return { stage: receipts.length === 0 ? 'begun' : 'checked', failures };
}

function failuresIn({ exitCode, counts, failures }: Receipt): number {
  return exitCode === 0 ? 0 : Math.max(1, counts?.failed ?? failures?.length ?? 1);
}

function compare(a: Standing, b: Standing): number {
  return stages.indexOf(a.stage) - stages.indexOf(b.stage) || a.failures - b.failures;
}

function whyBehind(own: Standing, there: Standing): HalvedRacer['why'] | null {
  if (compare(own, there) <= 0) {
    return null;
  }
  const whys = {
    verified: 'verified-there',
    complete: 'complete-there',
    checked: 'checked-there',
    begun: null,
  } as const;
  return own.stage === there.stage ? 'fewer-failures-there' : whys[there.stage];
}
