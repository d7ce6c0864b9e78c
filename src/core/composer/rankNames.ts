/** How well a name fits; smaller is better. */
type Rank = readonly [tier: number, length: number];

/**
 * The paths that a person may mean by what they wrote, the best first, at most `limit`: a file of that name, a name that
 * begins with it, one that holds it, a path that holds it, and then whatever has its characters in their order. Letters
 * count alike whether they are capitals or not.
 */
export function rankNames(paths: readonly string[], query: string, limit: number): string[] {
  const wanted = query.toLowerCase();
  const ranked: { path: string; rank: Rank }[] = [];
  for (const path of paths) {
    const rank = rankOf(path.toLowerCase(), wanted);
    if (rank !== null) {
      ranked.push({ path, rank });
    }
  }
  ranked.sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || (a.path < b.path ? -1 : 1));
  return ranked.slice(0, limit).map(({ path }) => path);
}

function rankOf(path: string, wanted: string): Rank | null {
  const whole = path.endsWith('/') ? path.slice(0, -1) : path;
  const name = whole.slice(whole.lastIndexOf('/') + 1);
  const inName = name.indexOf(wanted);
  if (inName === 0) {
    return [isWhole(name, wanted) ? 0 : 1, path.length];
  }
  if (inName > 0) {
    return [isBoundary(name.charAt(inName - 1)) ? 2 : 3, path.length];
  }
  if (path.includes(wanted)) {
    return [4, path.length];
  }
  return hasInOrder(name, wanted) ? [5, path.length] : hasInOrder(path, wanted) ? [6, path.length] : null;
}

/** With or without what follows the last dot. */
function isWhole(name: string, wanted: string): boolean {
  return name === wanted || (name.startsWith(`${wanted}.`) && !name.includes('.', wanted.length + 1));
}

function isBoundary(character: string): boolean {
  return /[^a-z0-9]/.test(character);
}

function hasInOrder(text: string, wanted: string): boolean {
  let at = 0;
  for (const character of wanted) {
    const found = text.indexOf(character, at);
    if (found === -1) {
      return false;
    }
    at = found + character.length;
  }
  return true;
}
