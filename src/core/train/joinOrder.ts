/** More than these are ordered by a rule of thumb, which needs no search through all sets. */
const mostExact = 16;

/**
 * The order in which changes join so that as many as can be merge: first the largest set of which no two conflict, then
 * the others. Among sets of the same size it is the one with the earliest changes; each part keeps the given order.
 */
export function joinOrder(count: number, conflicts: readonly (readonly [number, number])[]): number[] {
  const against = Array.from({ length: count }, () => new Set<number>());
  for (const [one, other] of conflicts) {
    against[one]?.add(other);
    against[other]?.add(one);
  }
  const all = Array.from({ length: count }, (_, at) => at);
  const free = all.filter((at) => against[at]?.size === 0);
  const tied = all.filter((at) => against[at]?.size !== 0);
  const chosen = new Set(tied.length > mostExact ? byDegree(tied, against) : largest(tied, against));
  const goes = (at: number): boolean => chosen.has(at) || free.includes(at);
  return [...all.filter(goes), ...all.filter((at) => !goes(at))];
}

/** The first of the largest sets without a conflict, by trying: with the next one, and without it. */
function largest(tied: readonly number[], against: readonly ReadonlySet<number>[]): readonly number[] {
  const [first, ...rest] = tied;
  if (first === undefined) {
    return [];
  }
  const withFirst = [
    first,
    ...largest(
      rest.filter((at) => against[first]?.has(at) !== true),
      against,
    ),
  ];
  const without = withFirst.length > rest.length ? [] : largest(rest, against);
  return without.length > withFirst.length ? without : withFirst;
}

/** Always the one that conflicts with the fewest of those that are left. */
function byDegree(tied: readonly number[], against: readonly ReadonlySet<number>[]): number[] {
  const chosen: number[] = [];
  let left = [...tied];
  while (left.length > 0) {
    const degree = (at: number): number => left.filter((other) => against[at]?.has(other) === true).length;
    const next = left.reduce((best, at) => (degree(at) < degree(best) ? at : best));
    chosen.push(next);
    left = left.filter((at) => at !== next && against[next]?.has(at) !== true);
  }
  return chosen;
}
