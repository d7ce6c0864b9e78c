import type { DecidedHunk, TaskView } from '../../protocol';
import { reviewBase } from '../run/result';

/** Whether what was accepted of a hunk was applied: its file was, by its decisions, and it was decided before that. */
export function isInCheckout(view: Pick<TaskView, 'app'>, { path, base }: DecidedHunk): boolean {
  const { landing, earlier } = view.app;
  const applies = landing.kind === 'applied' ? [...earlier, landing.applied] : earlier;
  const files = applies.flatMap(({ part }) => part?.files ?? []);
  return base !== reviewBase(view) && files.some((file) => file.path === path && file.decided === true);
}
