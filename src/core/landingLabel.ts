import type { Landing } from '../protocol';
import type { Translate } from './translate';

/** What became of the result, as a clause; empty while nothing was done with it. */
export function landingLabel(landing: Landing, t: Translate): string {
  switch (landing.kind) {
    case 'none':
      return '';
    case 'applying':
      return t('applying');
    case 'applied':
      return t('applied');
    case 'undoing':
      return t('undoing');
    case 'discarding':
      return t('discarding');
    case 'discarded':
      return landing.expired ? t('discarded, no longer kept') : t('discarded');
  }
}
