import type { Hold } from '../../protocol';
import type { Translate } from '../translate';

/** Why an agent does not ask its model, for the step line. */
export function heldLabel(hold: Hold, t: Translate): string {
  return hold.why === 'paused' ? t('Paused with all agents') : t('Waiting for its turn with the provider');
}
