import type { BaseMove } from '../../protocol';
import { namedFew } from '../labels/namedFew';
import type { Translate } from '../translate';

/** `base moved: 3 commits; merges cleanly`, as a clause. */
export function baseMoveLabel(move: BaseMove, t: Translate): string {
  const { tried } = move;
  if (tried === undefined) {
    return mergeLabel(move, t);
  }
  const { command, isGreen } = tried;
  const result = isGreen ? t('{0} passes on it', command) : t('{0} fails on it', command);
  return `${mergeLabel(move, t)}; ${result}`;
}

function mergeLabel({ commits, gone, conflicts }: BaseMove, t: Translate): string {
  if (gone > 0) {
    return conflicts.length === 0
      ? t('base rewritten; merges cleanly')
      : t('base rewritten; conflicts in {0}', namedFew(conflicts, t));
  }
  if (commits === 1) {
    return conflicts.length === 0
      ? t('base moved: 1 commit; merges cleanly')
      : t('base moved: 1 commit; conflicts in {0}', namedFew(conflicts, t));
  }
  if (conflicts.length === 0) {
    return t('base moved: {0} commits; merges cleanly', commits);
  }
  return t('base moved: {0} commits; conflicts in {1}', commits, namedFew(conflicts, t));
}
