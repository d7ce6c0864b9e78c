import type { Task } from '../../protocol';
import { globMatcher } from '../files/glob';
import { isControlFile } from '../files/paths';

/** Why a change of a file needs consent: others obey it, or it is outside of what the task is to keep to. */
export type Held = 'obeyed' | 'outside';

/** Whether a change of a file, relative to the worktree, needs consent; null where it does not. */
export function heldPath({ scope, keepsToScope }: Pick<Task, 'scope' | 'keepsToScope'>): (path: string) => Held | null {
  const own = keepsToScope === true ? (scope ?? []).map(globMatcher) : null;
  return (path) => {
    if (isControlFile(path)) {
      return 'obeyed';
    }
    return own === null || own.some((matches) => matches(path)) ? null : 'outside';
  };
}

/** Who is concerned by such changes, as a sentence for a person. */
export function heldFact(held: readonly Held[]): string {
  const files = held.length === 1 ? 'this file' : 'these files';
  return held.includes('obeyed')
    ? `Editors, shells or agents obey ${files} when the folder is opened.`
    : `The agent was started to keep to other files than ${files}.`;
}
