import type { Overlap, OverlapWith, SymbolClash, TaskId } from '../../protocol';
import type { SideConflict } from './radarPorts';

/** `prefix` is what its paths begin with in the task. */
interface Met {
  taskId: TaskId;
  title: string;
  prefix: string;
}

/** Two sides of which something does not merge; `theirs` null stands for the checkout. */
export interface MetPair {
  ours: Met;
  theirs: Met | null;
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
    const own = below(ours.prefix);
    add(ours.taskId, {
      ...{ other, title: theirs?.title ?? '' },
      conflicts: conflicts.map((each) => own.overlap(asOurs(each))),
      clashes: clashes.map(own.clash),
    });
    if (theirs !== null) {
      const their = below(theirs.prefix);
      add(theirs.taskId, {
        other: ours.taskId,
        title: ours.title,
        conflicts: conflicts.map((each) => their.overlap(asTheirs(each))),
        clashes: clashes.map((each) => their.clash(turned(each))),
      });
    }
  }
  for (const overlaps of found.values()) {
    overlaps.sort((one, other) => ((one.other ?? '') < (other.other ?? '') ? -1 : 1));
  }
  return found;
}

/** As a task calls the files of one of its repositories. */
function below(prefix: string): { overlap: (of: Overlap) => Overlap; clash: (of: SymbolClash) => SymbolClash } {
  return {
    overlap: (of) => ({ ...of, path: `${prefix}${of.path}` }),
    clash: (of) => ({ ...of, definedIn: `${prefix}${of.definedIn}`, usedIn: `${prefix}${of.usedIn}` }),
  };
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
