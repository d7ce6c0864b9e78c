import type { QueuedWhy } from '../../protocol';
import { waitsForLabel } from '../chains/chainLabels';
import type { Translate } from '../translate';

/** Why a queued task does not run yet, as a clause. */
export function queuedLabel(why: QueuedWhy | undefined, t: Translate): string {
  switch (why?.kind) {
    case undefined:
      return t('starts when a place is free');
    case 'paused':
      return t('all agents are paused');
    case 'after':
      return waitsForLabel(why, t);
    case 'place':
      return placeLabel(why, t);
  }
}

function placeLabel({ position, of }: Extract<QueuedWhy, { kind: 'place' }>, t: Translate): string {
  const nth = ordinal(position);
  switch (of) {
    case 'machine':
      return t('{0}, waiting for a place', nth);
    case 'repository':
      return t('{0}, waiting for a place in this repository', nth);
    case 'provider':
      return t('{0}, waiting for a place with its model’s provider', nth);
  }
}

function ordinal(count: number): string {
  const isTeen = count % 100 > 10 && count % 100 < 14;
  const ending = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count}${ending}`;
}
