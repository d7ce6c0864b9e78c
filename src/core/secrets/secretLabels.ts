import { namedFew } from '../labels/namedFew';
import type { Translate } from '../translate';

/** What was left out of a change because it holds a secret, as a sentence. */
export function withheldLabel(paths: readonly string[], t: Translate): string {
  return t('Left out of the change, because it holds a secret: {0}', namedFew(paths, t));
}
