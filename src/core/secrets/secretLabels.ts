import type { SecretUser, TaskView } from '../../protocol';
import { namedFew } from '../labels/namedFew';
import type { Translate } from '../translate';

const mostUses = 8;

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

/** Who of a task was given secrets, and which. */
export function givenLabel({ names, by }: { names: readonly string[]; by: SecretUser }, t: Translate): string {
  const list = names.join(', ');
  switch (by) {
    case 'agent':
      return t('Secrets given to the agent’s commands: {0}', list);
    case 'check':
      return t('Secrets given to the checks: {0}', list);
    case 'setup':
      return t('Secrets given to the setup: {0}', list);
  }
}

/** Every task that a secret was given to, the latest first, as lines. */
export function secretUsesLabel(uses: readonly { view: Pick<TaskView, 'task'>; at: string }[], t: Translate): string {
  const shown = uses
    .slice(0, mostUses)
    .map(({ view, at }) => t('{0}: “{1}”', at.slice(0, 16).replace('T', ' '), view.task.title));
  const more = uses.length - shown.length;
  return [...shown, ...(more > 0 ? [t('and {0} more', more)] : [])].join('\n');
}
