import type { Translate } from '../translate';
import type { TaskView } from '../../protocol';

/** What goes with every question about taking a change that was not meant to be taken; nothing for another task. */
export function experimentNote({ task }: Pick<TaskView, 'task'>, t: Translate): string[] {
  return task.purpose?.kind === 'experiment'
    ? [t('This task is an experiment: it was meant to be reported, not merged.')]
    : [];
}
