import type { Candidate, EquivalentResults, RacerChange } from '../../protocol';

type Measured = Pick<Candidate, 'taskId' | 'change'>;

/** Racers whose results are the same, but for white space that says nothing and for comments. */
export function equivalents(candidates: readonly Measured[]): EquivalentResults[] {
  const measured = candidates.filter(({ change }) => change !== null);
  const firsts = measured.filter((each, at) => measured.findIndex((other) => isEquivalent(each, other)) === at);
  return firsts
    .map((first) => measured.filter((other) => isEquivalent(first, other)))
    .filter((members) => members.length > 1)
    .map((members) => ({
      taskIds: members.map(({ taskId }) => taskId),
      by: sameBy(members),
    }));
}

export function isEquivalent(one: Measured, other: Measured): boolean {
  return one.change !== null && other.change !== null && codeOf(one.change) === codeOf(other.change);
}

function codeOf({ code, digest }: RacerChange): string {
  return code ?? digest;
}

function sameBy(members: readonly Measured[]): EquivalentResults['by'] {
  const count = (of: 'tree' | 'digest'): number => new Set(members.map(({ change }) => change?.[of])).size;
  if (count('tree') === 1) {
    return 'tree';
  }
  return count('digest') === 1 ? 'format' : 'comments';
}
