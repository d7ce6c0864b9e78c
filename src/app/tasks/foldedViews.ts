import { setImmediate as turn } from 'node:timers/promises';
import type { StoredTask } from '../../core/storePorts';
import { viewTask, viewWithEvent } from '../../core/views/taskView';
import type { TaskId, TaskView } from '../../protocol';

/** Folded at once, which takes a few milliseconds; then everything else has its turn. */
const slice = 500;

/**
 * The views that whole journals fold to, as of tasks that nobody owns. Tasks whose journal does not say what they are have
 * none.
 */
export async function foldedViews(stored: readonly StoredTask[]): Promise<ReadonlyMap<TaskId, TaskView>> {
  const views = new Map<TaskId, TaskView>();
  let folded = 0;
  for (const { taskId, entries, events } of stored) {
    let view = viewTask(entries, [], false);
    folded += entries.length;
    for (const event of view === null ? [] : events) {
      view = view === null ? null : viewWithEvent(view, event, false);
      if ((folded += 1) >= slice) {
        folded = 0;
        await turn();
      }
    }
    if (view !== null) {
      views.set(taskId, view);
    }
  }
  return views;
}
