import type { MarkAction, TaskView } from '../../protocol';
import type { Translate } from '../translate';
import { isSettled } from '../views/taskGroups';

/** How a person can put a task in order now. Only what asks for nothing goes out of sight. */
export function markActions(view: TaskView): MarkAction[] {
  const { marks, landing } = view.app;
  const isDiscarded = landing.kind === 'discarded';
  const actions: [MarkAction, boolean][] = [
    ['rename', true],
    ['pin', !marks.pinned],
    ['unpin', marks.pinned],
    ['color', true],
    ['archive', !marks.archived && !isDiscarded && isSettled(view)],
    ['unarchive', marks.archived && !isDiscarded],
  ];
  return actions.filter(([, isPossible]) => isPossible).map(([action]) => action);
}

export function markLabel(action: MarkAction, t: Translate): string {
  const labels: Record<MarkAction, string> = {
    rename: t('Rename…'),
    pin: t('Pin'),
    unpin: t('Unpin'),
    color: t('Color…'),
    archive: t('Archive'),
    unarchive: t('Unarchive'),
  };
  return labels[action];
}
