import { namedFew } from '../labels/namedFew';
import type { Translate } from '../translate';

/** What was committed on the user's branch since a task began. */
export interface BaseMove {
  commits: number;
  /** Files in which the task's change does not merge with it. */
  conflicts: string[];
}

/** `base moved: 3 commits; merges cleanly`, as a clause. */
export function baseMoveLabel({ commits, conflicts }: BaseMove, t: Translate): string {
  if (conflicts.length === 0) {
    return t('base moved: {0} commits; merges cleanly', commits);
  }
  return t('base moved: {0} commits; conflicts in {1}', commits, namedFew(conflicts, t));
}
