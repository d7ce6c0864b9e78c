import type { TaskAction, TaskView } from '../../protocol';
import { oneLine, stateLabel } from '../labels/labels';
import { landingLabel } from '../labels/landingLabel';
import type { Translate } from '../translate';
import { possibleActions } from '../views/taskActions';

/**
 * What became of a task, where it no longer allows what its notification offers: VS Code leaves a notification on screen
 * until someone closes it. Null while the offer stands.
 */
export function overtaken(view: TaskView, offer: TaskAction, t: Translate): string | null {
  if (possibleActions(view).has(offer)) {
    return null;
  }
  const became = landingLabel(view.app.landing, t);
  return t(
    '“{0}” has moved on: {1}.',
    oneLine(view.task.title, 60),
    became === '' ? stateLabel(view.state, t) : became,
  );
}
