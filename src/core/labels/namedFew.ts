import type { Translate } from '../translate';

/** The first names and how many more there are: `a.ts, b.ts, c.ts, 4 more`. */
export function namedFew(names: readonly string[], t: Translate): string {
  const most = 3;
  return [...names.slice(0, most), ...(names.length > most ? [t('{0} more', names.length - most)] : [])].join(', ');
}
