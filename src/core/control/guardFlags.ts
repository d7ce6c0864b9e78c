import type { Guarded, GuardedChange } from '../../protocol';
import type { FlaggedPath } from '../landing/applyPlan';
import { guardActs, guardedChanges } from './guardTexts';

/**
 * What makes the user's own git run a program by now and did not before the first command of a task without a sandbox,
 * for a person who is about to go on in that checkout. What is of the worktree alone concerns them no more.
 */
export function guardFlags(before: readonly Guarded[], now: readonly Guarded[]): FlaggedPath[] {
  return guardedChanges(before, now).flatMap((change) => {
    const path = pathOf(change);
    const why = `was changed since the agent began, which ran without a sandbox (${guardActs([change])}); your own git would obey it`;
    return path === null ? [] : [{ path, why }];
  });
}

function pathOf({ place, name }: GuardedChange): string | null {
  switch (place) {
    case 'config':
      return '.git/config';
    case 'config.checkout':
      return '.git/config.worktree';
    case 'hooks':
      return `.git/hooks/${name}`;
    case 'attributes':
      return '.git/info/attributes';
    case 'config.worktree':
    case 'pointer':
    case 'ignored':
      return null;
  }
}
