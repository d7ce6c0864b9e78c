import type { Task } from '../../protocol';
import type { Translate } from '../translate';

/** `started by Plan the release`; empty for what a person started. */
export function startedByLabel({ startedBy }: Pick<Task, 'startedBy'>, t: Translate): string {
  return startedBy === undefined ? '' : t('started by {0}', startedBy.title);
}
