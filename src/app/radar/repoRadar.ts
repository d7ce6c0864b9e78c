import { type MetPair } from '../../core/radar/pairOverlaps';
import type { Collided, RadarGit, Sides } from '../../core/radar/radarPorts';
import type { RadarSide } from '../../core/radar/radarSides';
import { mayMeet, type TouchedPaths } from '../../core/radar/touchedPaths';
import type { Syntax } from '../../core/review/reviewPorts';
import type { ObjectName } from '../../protocol';
import { SymbolClashes } from './symbolClashes';

/** A side with its trees. */
interface SeenSide extends RadarSide {
  base: ObjectName;
  files: ObjectName;
}

interface Pair {
  ours: SeenSide;
  theirs: SeenSide | null;
}

type Known = Collided & { isKept: boolean };

/**
 * The tasks of one repository, each against each and against what the person has in the checkout that it is of. What was found out is remembered by
 * the files it is of, so a change of one side looks at its own pairs only.
 */
export class RepoRadar {
  private readonly bases = new Map<ObjectName, ObjectName>();
  private touched = new Map<string, TouchedPaths>();
  private merges = new Map<string, Known>();
  /** What each checkout held, by its top. */
  private checkouts: ReadonlyMap<string, ObjectName> = new Map();
  private readonly clashes: SymbolClashes | null;

  constructor(
    private readonly git: RadarGit,
    private readonly root: string,
    /** Names are compared where source files can be read. */
    syntax?: Syntax,
  ) {
    this.clashes = syntax === undefined ? null : new SymbolClashes(git, syntax);
  }

  /** The pairs that do not merge. `again`: the files of the checkout may have changed. Throws `GitError`. */
  async look(sides: readonly RadarSide[], checkout: 'again' | 'known'): Promise<MetPair[]> {
    await this.lookAtCheckouts(sides, checkout);
    const seen = await this.seen(sides);
    await this.compare(seen);
    const all = pairsOf(seen);
    const near = all.filter((pair) => this.mayMeet(pair));
    const known = await this.merge(near);
    return this.met(all, (pair) => (near.includes(pair) ? known(pair) : []));
  }

  private async lookAtCheckouts(sides: readonly RadarSide[], how: 'again' | 'known'): Promise<void> {
    const now = new Map<string, ObjectName>();
    for (const root of new Set(sides.map((side) => side.root))) {
      const known = how === 'again' ? undefined : this.checkouts.get(root);
      now.set(root, known ?? (await this.git.sightOf(root)));
    }
    this.checkouts = now;
  }

  /** What the checkout that it is of holds. */
  private nowOf({ root, base }: SeenSide): ObjectName {
    return this.checkouts.get(root) ?? base;
  }

  /** Those of the pairs in which something meets. */
  private async met(pairs: readonly Pair[], conflictsOf: (pair: Pair) => Collided['conflicts']): Promise<MetPair[]> {
    const met: MetPair[] = [];
    for (const pair of pairs) {
      const { ours, theirs } = pair;
      const conflicts = conflictsOf(pair);
      const isThere = theirs === null && ours.isInCheckout;
      const other = theirs ?? { base: ours.base, files: this.nowOf(ours) };
      const clashes = isThere ? [] : ((await this.clashes?.between(this.root, ours, other)) ?? []);
      if (conflicts.length > 0 || clashes.length > 0) {
        met.push({ ours, theirs, conflicts, clashes });
      }
    }
    this.clashes?.keep(pairs.flatMap(({ ours }) => [ours, { base: ours.base, files: this.nowOf(ours) }]));
    return met;
  }

  async forget(): Promise<void> {
    this.checkouts = new Map();
    this.touched = new Map();
    this.merges = new Map();
    await this.git.forgetSights(this.root);
  }

  private async seen(sides: readonly RadarSide[]): Promise<SeenSide[]> {
    const fresh = [...new Set(sides.map(({ snapshot }) => snapshot))].filter((snapshot) => !this.bases.has(snapshot));
    const trees = fresh.length === 0 ? [] : await this.git.treesOfCommits(this.root, fresh);
    fresh.forEach((snapshot, index) => this.bases.set(snapshot, trees[index] ?? snapshot));
    const seen: SeenSide[] = [];
    for (const side of sides) {
      const files = side.tree ?? (await this.git.sightOf(side.worktree));
      seen.push({ ...side, files, base: this.baseOf(side) });
    }
    return seen;
  }

  private baseOf({ snapshot }: RadarSide): ObjectName {
    return this.bases.get(snapshot) ?? snapshot;
  }

  /** What each side changed, and what the person did since each began. */
  private async compare(seen: readonly SeenSide[]): Promise<void> {
    const wanted = new Map<string, { from: ObjectName; to: ObjectName }>();
    for (const side of seen) {
      const { base, files } = side;
      const now = this.nowOf(side);
      wanted.set(`${base} ${files}`, { from: base, to: files });
      wanted.set(`${base} ${now}`, { from: base, to: now });
    }
    const missing = [...wanted].filter(([key]) => !this.touched.has(key));
    const found = missing.length === 0 ? [] : await this.git.touchedBetween(this.root, missing.map(second));
    missing.forEach(([key], index) => this.touched.set(key, found[index] ?? new Map()));
    this.touched = new Map([...this.touched].filter(([key]) => wanted.has(key)));
  }

  private mayMeet({ ours, theirs }: Pair): boolean {
    if (theirs === null && ours.isInCheckout) {
      return false;
    }
    const other = theirs === null ? `${ours.base} ${this.nowOf(ours)}` : `${theirs.base} ${theirs.files}`;
    const [mine, yours] = [this.touched.get(`${ours.base} ${ours.files}`), this.touched.get(other)];
    return mine !== undefined && yours !== undefined && mayMeet(mine, yours);
  }

  /**
   * Sides with the same base are merged on it. Of others each is first brought to what the checkout of the first holds now,
   * so that what the person did between their beginnings is not taken for a change of theirs.
   */
  private async merge(near: readonly Pair[]): Promise<(pair: Pair) => Collided['conflicts']> {
    const used = new Map<string, Sides>();
    const use = (sides: Sides): Sides => {
      used.set(keyOf(sides), sides);
      return sides;
    };
    const moves = near.flatMap((pair) => movesOf(pair, this.nowOf(pair.ours)));
    const kept = moves.filter(({ side, now }) => side.base !== now).map(({ side, now }) => use(onCheckout(side, now)));
    await this.know(kept, true);
    await this.know(
      near.map((pair) => use(this.sidesOf(pair))),
      false,
    );
    this.merges = new Map([...this.merges].filter(([key]) => used.has(key)));
    const conflictsOf = (sides: Sides): Collided['conflicts'] => this.merges.get(keyOf(sides))?.conflicts ?? [];
    return (pair) => {
      const torn = movesOf(pair, this.nowOf(pair.ours));
      const withCheckout = new Set(
        torn.flatMap(({ side, now }) => conflictsOf(onCheckout(side, now)).map(({ path }) => path)),
      );
      return conflictsOf(this.sidesOf(pair)).filter(({ path }) => !withCheckout.has(path));
    };
  }

  private sidesOf(pair: Pair): Sides {
    const { ours, theirs } = pair;
    const now = this.nowOf(ours);
    if (theirs === null) {
      return onCheckout(ours, now);
    }
    const moved = (side: SeenSide): ObjectName =>
      side.base === now ? side.files : (this.merges.get(keyOf(onCheckout(side, now)))?.tree ?? side.files);
    return theirs.base === ours.base
      ? { base: ours.base, ours: ours.files, theirs: theirs.files }
      : { base: now, ours: moved(ours), theirs: moved(theirs) };
  }

  private async know(sides: readonly Sides[], isKept: boolean): Promise<void> {
    const missing = new Map(
      sides
        .map((each) => [keyOf(each), each] as const)
        .filter(([key]) => !this.merges.has(key) || (isKept && this.merges.get(key)?.isKept === false)),
    );
    const found = missing.size === 0 ? [] : await this.git.collide(this.root, [...missing.values()], isKept);
    [...missing.keys()].forEach((key, index) => {
      const collided = found[index];
      if (collided !== undefined) {
        this.merges.set(key, { ...collided, isKept });
      }
    });
  }
}

function second<T>([, value]: readonly [string, T]): T {
  return value;
}

function keyOf({ base, ours, theirs }: Sides): string {
  return `${base} ${ours} ${theirs}`;
}

function onCheckout({ base, files }: SeenSide, now: ObjectName): Sides {
  return { base, ours: files, theirs: now };
}

/** The sides of a pair that are brought to the checkout first, and what that holds. */
function movesOf({ ours, theirs }: Pair, now: ObjectName): { side: SeenSide; now: ObjectName }[] {
  return theirs === null || theirs.base === ours.base
    ? []
    : [
        { side: ours, now },
        { side: theirs, now },
      ];
}

/** Each with each later one, and each with the checkout. Without a change there is nothing to compare. */
function pairsOf(seen: readonly SeenSide[]): Pair[] {
  const changed = seen.filter(({ base, files }) => base !== files);
  return changed.flatMap((ours, index) => [
    { ours, theirs: null },
    ...changed
      .slice(index + 1)
      .filter((theirs) => theirs.rivals === null || theirs.rivals !== ours.rivals)
      .map((theirs) => ({ ours, theirs })),
  ]);
}
