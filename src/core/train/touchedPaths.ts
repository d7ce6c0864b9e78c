/** The paths that a change adds, alters or removes; a rename is both. */
export interface TouchedPaths {
  all: ReadonlySet<string>;
  removed: readonly string[];
  added: readonly string[];
}

/**
 * Whether two changes could conflict at all: they touch the same path, one makes a folder where the other makes a file,
 * or one takes files out of a folder into which the other puts some, where git may follow the folder's renaming.
 */
export function touchesSame(one: TouchedPaths, other: TouchedPaths): boolean {
  const [few, many] = one.all.size <= other.all.size ? [one, other] : [other, one];
  return (
    [...few.all].some((path) => many.all.has(path)) ||
    isBelowAny(one.added, new Set(other.added)) ||
    isBelowAny(other.added, new Set(one.added)) ||
    isBelowAny(one.added, foldersOf(other.removed)) ||
    isBelowAny(other.added, foldersOf(one.removed))
  );
}

function isBelowAny(paths: readonly string[], folders: ReadonlySet<string>): boolean {
  return folders.size > 0 && paths.some((path) => above(path).some((folder) => folders.has(folder)));
}

function foldersOf(paths: readonly string[]): Set<string> {
  return new Set(paths.flatMap((path) => above(path).slice(0, 1)));
}

/** The folders that a path is in, the nearest first; the top itself is none. */
function above(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, at) => names.slice(0, names.length - at).join('/'));
}
