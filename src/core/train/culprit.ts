/** What checks say of some of the changes joined, in their order. `conflict`: these can't be joined. */
export type Verdict = 'green' | 'red' | 'conflict';

/** What a search for what breaks a joined state comes to, or needs to know first. */
export type Found<T> =
  | { kind: 'ask'; of: readonly T[] }
  | { kind: 'green' }
  /** `culprit` is the first that turns it red; it does only together with all of `partners`, none of which can be spared. */
  | { kind: 'culprit'; culprit: T; partners: readonly T[] };

/**
 * Looks for what breaks `joined` with `next` behind it: the whole first, then by halves. `joined` alone counts as green.
 * Asks for one verdict at a time, so a search goes on from the verdicts that are known.
 */
export function findCulprit<T>(
  joined: readonly T[],
  next: readonly T[],
  verdictOf: (some: readonly T[]) => Verdict | null,
): Found<T> {
  const turning = firstRed(next.length, (count) => [...joined, ...next.slice(0, count)], verdictOf);
  if (typeof turning === 'object') {
    return turning;
  }
  const culprit = next[turning - 1];
  return culprit === undefined
    ? { kind: 'green' }
    : findPartners([...joined, ...next.slice(0, turning - 1)], culprit, verdictOf);
}

/** Takes away from the end what is not needed for red, until only those are left that are. */
function findPartners<T>(
  others: readonly T[],
  culprit: T,
  verdictOf: (some: readonly T[]) => Verdict | null,
): Found<T> {
  let [partners, before]: [readonly T[], readonly T[]] = [[], others];
  for (;;) {
    const kept = partners;
    const alone = verdictOf([...kept, culprit]);
    if (alone === null) {
      return { kind: 'ask', of: [...kept, culprit] };
    }
    if (alone === 'red' || before.length === 0) {
      return { kind: 'culprit', culprit, partners };
    }
    const some = before;
    const turning = firstRed(some.length, (count) => [...some.slice(0, count), ...kept, culprit], verdictOf);
    if (typeof turning === 'object') {
      return turning;
    }
    const partner = some[turning - 1];
    if (partner === undefined) {
      return { kind: 'culprit', culprit, partners };
    }
    [partners, before] = [[partner, ...kept], some.slice(0, turning - 1)];
  }
}

/**
 * The least count of a red state whose predecessor is not red, where none counts as not red; 0 when the whole is not red.
 * Or the state whose verdict has to be known first.
 */
function firstRed<T>(
  whole: number,
  stateOf: (count: number) => readonly T[],
  verdictOf: (some: readonly T[]) => Verdict | null,
): number | Extract<Found<T>, { kind: 'ask' }> {
  let [low, high] = [0, whole + 1];
  let count = whole;
  while (count > low && count < high) {
    const state = stateOf(count);
    const verdict = verdictOf(state);
    if (verdict === null) {
      return { kind: 'ask', of: state };
    }
    [low, high] = verdict === 'red' ? [low, count] : [count, high];
    count = Math.floor((low + high) / 2);
  }
  return high > whole ? 0 : high;
}
