import type { Landing, LeftOut } from '../../protocol';
import { isReCreatable } from '../worktrees/reCreatable';
import { isPartlyApplied } from '../run/result';
import { sameAsCheckout } from '../worktrees/salvagePorts';
import type { Translate } from '../translate';

/** What became of the result, as a clause; empty while nothing was done with it. */
export function landingLabel(landing: Landing, t: Translate): string {
  switch (landing.kind) {
    case 'none':
      return '';
    case 'applying':
      return t('applying');
    case 'applied':
      return isPartlyApplied(landing) ? t('applied in part') : t('applied');
    case 'undoing':
      return t('undoing');
    case 'handing':
      return t('handing back');
    case 'discarding':
      return t('discarding');
    case 'discarded':
      return landing.expired ? t('discarded, no longer kept') : discardedLabel(landing.left ?? [], t);
  }
}

/** Names what a restore would not bring back, and nothing else could. */
function discardedLabel(left: readonly LeftOut[], t: Translate): string {
  const lost = left.filter(({ path, reason }) => !isReCreatable(path) && reason !== sameAsCheckout);
  const names = lost.slice(0, 3).map(({ path, reason }) => `${path} (${reason})`);
  const more = lost.length > names.length ? [t('{0} more', lost.length - names.length)] : [];
  return lost.length === 0 ? t('discarded') : t('discarded; not kept: {0}', [...names, ...more].join(', '));
}
