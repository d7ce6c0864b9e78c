import type { TaskId, TaskView } from '../../protocol';
import { UsageError } from './usageError';

const shortLength = 8;

/** The end of an id, which differs between tasks where the beginning tells the time. */
export function shortName(taskId: TaskId): string {
  return taskId.slice(-shortLength).toLowerCase();
}

/**
 * The task whose id, or the name that lists show of it, begins with `name`, or ends with it, in upper or lower case. Throws
 * `UsageError` when that is not one task.
 */
export function findTask(tasks: Iterable<TaskView>, name: string): TaskView {
  const wanted = name.toLowerCase();
  const found = [...tasks].filter(({ task: { id } }) =>
    [id.toLowerCase(), shortName(id)].some((known) => known.startsWith(wanted) || known.endsWith(wanted)),
  );
  const [only, another] = found;
  if (only === undefined || name === '') {
    throw new UsageError(`There is no task “${name}”. “background-agents list” shows the tasks.`);
  }
  if (another !== undefined) {
    const names = found.slice(0, 5).map(({ task }) => shortName(task.id));
    throw new UsageError(`“${name}” names ${found.length} tasks (${names.join(', ')}…). Give more of the id.`);
  }
  return only;
}
