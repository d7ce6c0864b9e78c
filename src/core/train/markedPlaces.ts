import type { ConflictPlace } from '../../protocol';

/** The first lines of what conflicts, counted in the side above `=======` of a file with git's marks. */
export function markedPlaces(path: string, marked: string): ConflictPlace[] {
  const places: ConflictPlace[] = [];
  let line = 1;
  let side: 'both' | 'ours' | 'other' = 'both';
  for (const text of marked.split('\n')) {
    if (side === 'both' && text.startsWith('<<<<<<< ')) {
      places.push({ path, line });
      side = 'ours';
    } else if (side === 'ours' && (text.startsWith('||||||| ') || /^=======\r?$/.test(text))) {
      side = 'other';
    } else if (side === 'other' && text.startsWith('>>>>>>> ')) {
      side = 'both';
    } else if (side !== 'other') {
      line += 1;
    }
  }
  return places;
}
