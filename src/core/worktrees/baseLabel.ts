import type { TaskBase, TaskId } from '../../protocol';

/** How a base is called in a line: `v1.0`, `#12`, or the title of the task whose result it is. */
export function baseLabel(base: TaskBase, titleOf: (taskId: TaskId) => string | undefined): string {
  switch (base.kind) {
    case 'ref':
      return base.name;
    case 'pull':
      return `#${base.number}`;
    case 'point':
      return base.point.headName;
    case 'task':
      return titleOf(base.taskId) ?? base.taskId;
  }
}
