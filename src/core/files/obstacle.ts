type Kind = 'file' | 'folder' | 'link' | 'other';

/** What keeps something from its place in a worktree. */
export interface Obstacle {
  path: string;
  kind: Kind;
}

/** What the stats of a path itself say, where no link was followed. */
export function kindOf(stats: Record<'isSymbolicLink' | 'isDirectory' | 'isFile', () => boolean>): Kind {
  return stats.isSymbolicLink() ? 'link' : stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'other';
}

/**
 * The first thing on the way to a place that is no plain folder, the place itself included; null where nothing is in the
 * way. With `/` at its end the place is one for a folder, so a folder there is none. `look` does not follow links, and
 * is asked for nothing behind what is in the way.
 */
export function obstacleTo(place: string, look: (path: string) => Kind | null): Obstacle | null {
  const names = place.split('/').filter((name) => name !== '');
  for (const [index, name] of names.entries()) {
    const path = [...names.slice(0, index), name].join('/');
    const isFolderWanted = index < names.length - 1 || place.endsWith('/');
    const kind = look(path);
    if (kind === null) {
      return null;
    }
    if (kind !== 'folder' || !isFolderWanted) {
      return { path, kind };
    }
  }
  return null;
}

/** A clause. */
export function obstacleText({ path, kind }: Obstacle): string {
  return `${path} is a ${kind === 'other' ? 'device or pipe' : kind} in the worktree, and nothing is put in its place or behind it`;
}
