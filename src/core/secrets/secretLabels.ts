import type { TaskView } from '../../protocol';
import { namedFew } from '../labels/namedFew';
import type { Translate } from '../translate';

/** What was left out of a change because it holds a secret, as a sentence. */
export function withheldLabel(paths: readonly string[], t: Translate): string {
  return t('Left out of the change, because it holds a secret: {0}', namedFew(paths, t));
}

/** Whose tasks may use a secret: `scope` is the top of a checkout, or null. */
export function scopeLabel(scope: string | null, t: Translate): string {
  return scope === null ? t('all repositories') : (scope.split(/[\\/]/).at(-1) ?? scope);
}

/** Which task a secret was last given to, and on which day. */
export function secretUseLabel(use: { view: Pick<TaskView, 'task'>; at: string } | null, t: Translate): string {
  return use === null ? t('not used yet') : t('last used by “{0}” on {1}', use.view.task.title, use.at.slice(0, 10));
}
