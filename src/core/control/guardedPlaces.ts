interface Named {
  name: string;
}

/** What was found in one of several repositories, by names that say in which. */
export function guardedIn<T extends Named>(path: string, found: readonly T[]): T[] {
  return found.map((each) => ({ ...each, name: `${path}: ${each.name}` }));
}

/** Those of one repository by their own names; with null those that are of none of them. */
export function guardedOf<T extends Named>(
  path: string | null,
  all: readonly T[],
  parts: readonly { path: string }[],
): T[] {
  const placeOf = ({ name }: T): string | null => parts.find((part) => name.startsWith(`${part.path}: `))?.path ?? null;
  return all
    .filter((each) => placeOf(each) === path)
    .map((each) => (path === null ? each : { ...each, name: each.name.slice(path.length + 2) }));
}
