import type { Landed, Landing, LeftOut } from '../../protocol';
import { isReCreatable } from '../worktrees/reCreatable';
import { isPartlyApplied } from '../run/result';
import { sameAsCheckout } from '../worktrees/salvagePorts';
import type { Translate } from '../translate';
import { namedFew } from './namedFew';

/** What became of the result, as a clause; empty while nothing was done with it. */
export function landingLabel(landing: Landing, t: Translate): string {
  return (labels[landing.kind] as (of: Landing, t: Translate) => string)(landing, t);
}

const labels: { [K in Landing['kind']]: (of: Extract<Landing, { kind: K }>, t: Translate) => string } = {
  none: () => '',
  applying: (_, t) => t('applying'),
  applied: (landing, t) => (isPartlyApplied(landing) ? t('applied in part') : t('applied')),
  undoing: (_, t) => t('undoing'),
  handing: (_, t) => t('handing back'),
  landing: (_, t) => t('committing'),
  landed: ({ landed }, t) => landedLabel(landed, t),
  unlanding: (_, t) => t('undoing'),
  discarding: (_, t) => t('discarding'),
  discarded: ({ expired, left }, t) => (expired ? t('discarded, no longer kept') : discardedLabel(left ?? [], t)),
};

/** Where it is, and as what. */
function landedLabel({ way, ref, commits }: Landed, t: Translate): string {
  const [place, commit] = [ref.replace(/^refs\/heads\//, ''), commits.at(-1)?.slice(0, 7) ?? ''];
  switch (way) {
    case 'merge':
      return t('merged into {0} as {1}', place, commit);
    case 'branch':
      return t('kept as branch {0}', place);
    case 'squash':
      return t('committed to {0} as {1}', place, commit);
    case 'rebase':
    case 'commits':
      return t('committed to {0}, {1} commits', place, commits.length);
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
