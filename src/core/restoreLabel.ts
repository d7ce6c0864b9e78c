import type { RestoreWhat } from '../protocol';
import type { Translate } from './translate';

/** What was done, as a sentence. */
export function restoreLabel(what: RestoreWhat, t: Translate): string {
  switch (what) {
    case 'both':
      return t('Went back to an earlier step.');
    case 'files':
      return t('Set the files back to an earlier step.');
    case 'conversation':
      return t('Took the conversation back to an earlier step.');
  }
}
