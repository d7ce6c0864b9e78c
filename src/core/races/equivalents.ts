import type { Candidate, EquivalentResults } from '../../protocol';

type Measured = Pick<Candidate, 'taskId' | 'change'>;

/** Racers whose results are the same, but for white space that says nothing. */
export function equivalents(candidates: readonly Measured[]): EquivalentResults[] {
  const measured = candidates.filter(({ change }) => change !== null);
  const firsts = measured.filter((each, at) => measured.findIndex((other) => isEquivalent(each, other)) === at);
  return firsts
    .map((first) => measured.filter((other) => isEquivalent(first, other)))
    .filter((members) => members.length > 1)
    .map((members) => ({
      taskIds: members.map(({ taskId }) => taskId),
      by: new Set(members.map(({ change }) => change?.tree)).size === 1 ? 'tree' : 'format',
    }));
}

export function isEquivalent(one: Measured, other: Measured): boolean {
  return one.change !== null && one.change.digest === other.change?.digest;
}
