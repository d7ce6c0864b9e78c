import type { Overlap, OverlapWith, SymbolClash, TaskId } from '../../protocol';
import type { SideConflict } from './radarPorts';

/** Two sides of which something does not merge; `theirs` null stands for the checkout. */
export interface MetPair {
  ours: { taskId: TaskId; title: string };
  theirs: { taskId: TaskId; title: string } | null;
  conflicts: readonly SideConflict[];
  /** As `ours` sees them. */
  clashes: readonly SymbolClash[];
}

/** What each task is to be told of the others, as each of them sees it; the checkout first, then the oldest task. */
export function pairOverlaps(pairs: readonly MetPair[]): ReadonlyMap<TaskId, OverlapWith[]> {
  const found = new Map<TaskId, OverlapWith[]>();
  const add = (taskId: TaskId, overlap: OverlapWith): void => {
    found.set(taskId, [...(found.get(taskId) ?? []), overlap]);
  };
  for (const { ours, theirs, conflicts, clashes } of pairs) {
    const other = theirs?.taskId ?? null;
    add(ours.taskId, { other, title: theirs?.title ?? '', conflicts: conflicts.map(asOurs), clashes: [...clashes] });
    if (theirs !== null) {
      add(theirs.taskId, {
        other: ours.taskId,
        title: ours.title,
        conflicts: conflicts.map(asTheirs),
        clashes: clashes.map(turned),
      });
    }
  }
  for (const overlaps of found.values()) {
    overlaps.sort((one, other) => ((one.other ?? '') < (other.other ?? '') ? -1 : 1));
  }
  return found;
}

function asOurs({ path, kind, places }: SideConflict): Overlap {
  return { path, kind, places: places.map(({ base, ours, theirs }) => ({ base, mine: ours, theirs })) };
}

function asTheirs({ path, kind, places }: SideConflict): Overlap {
  return { path, kind, places: places.map(({ base, ours, theirs }) => ({ base, mine: theirs, theirs: ours })) };
}

function turned(clash: SymbolClash): SymbolClash {
  return { ...clash, by: clash.by === 'me' ? 'them' : 'me' };
}
