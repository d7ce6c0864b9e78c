import type { Priority } from '../../protocol';
import type { Translate } from '../translate';

export function priorityLabel(priority: Priority, t: Translate): string {
  return { high: t('High priority'), normal: t('Normal priority'), low: t('Low priority') }[priority];
}
