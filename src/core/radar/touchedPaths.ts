/** What became of each path between two trees; a renamed file is removed at one and added at another. */
export type TouchedPaths = ReadonlyMap<string, 'added' | 'removed' | 'changed'>;

/**
 * Whether two changes may meet, in the same file or because one moves a folder that the other adds to, or puts a file
 * where the other has a folder. It errs on the side of yes: git decides.
 */
export function mayMeet(one: TouchedPaths, other: TouchedPaths): boolean {
  return meetsIn(one, other) || moves(one, other) || moves(other, one);
}

function meetsIn(one: TouchedPaths, other: TouchedPaths): boolean {
  const [fewer, more] = one.size < other.size ? [one, other] : [other, one];
  return [...fewer.keys()].some((path) => more.has(path));
}

/** A file of one side is, or was, or will be where the other adds a file below. */
function moves(one: TouchedPaths, other: TouchedPaths): boolean {
  const emptied = new Set<string>();
  for (const [path, what] of one) {
    if (what === 'removed') {
      foldersOf(path).forEach((folder) => emptied.add(folder));
    }
  }
  return [...other].some(
    ([path, what]) => what === 'added' && foldersOf(path).some((folder) => emptied.has(folder) || one.has(folder)),
  );
}

/** With the top, whose name is empty. */
function foldersOf(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return ['', ...names.map((_, index) => names.slice(0, index + 1).join('/'))];
}
