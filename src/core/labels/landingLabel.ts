import type { Landing, LeftOut } from '../../protocol';
import { isReCreatable } from '../worktrees/reCreatable';
import { isPartlyApplied } from '../run/result';
import { sameAsCheckout } from '../worktrees/salvagePorts';
import type { Translate } from '../translate';
import { namedFew } from './namedFew';

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
  return lost.length === 0 ? t('discarded') : t('discarded; not kept: {0}', namedFew(lost.map(leftOutText), t));
}

/** `.env (too large)`. */
export function leftOutText({ path, reason }: LeftOut): string {
  return `${path} (${reason})`;
}
