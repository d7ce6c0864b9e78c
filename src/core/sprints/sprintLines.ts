import type { TaskId, TaskView } from '../../protocol';
import type { GroupState } from '../groups/foldGroup';
import { oneLine } from '../labels/labels';
import type { Translate } from '../translate';
import { sprintLabel } from './sprintLabels';

const mostLines = 3;

/** The jobs that several agents are at work on, and results that are being joined, a line for each; the newest first. */
export function sprintLines(
  groups: Iterable<GroupState>,
  tasks: ReadonlyMap<TaskId, TaskView>,
  t: Translate,
): string[] {
  const open = [...groups].filter((group) => isUnderWay(group, tasks)).toReversed();
  return open.slice(0, mostLines).map((group) => {
    return `${oneLine(group.group.title, 40)} — ${sprintLabel(membersOf(group, tasks), group.train, t)}`;
  });
}

/** Until its results are one task, or all of them are landed or gone. */
function isUnderWay(group: GroupState, tasks: ReadonlyMap<TaskId, TaskView>): boolean {
  const members = membersOf(group, tasks);
  const isJoining = group.train?.end === null;
  const isOpen = members.some(({ app }) => app.landing.kind === 'none' && !app.marks.archived);
  return isJoining || (group.group.kind === 'sprint' && group.train === null && isOpen);
}

function membersOf({ sprint, train }: GroupState, tasks: ReadonlyMap<TaskId, TaskView>): TaskView[] {
  const taskIds =
    sprint.start?.parts.map(({ taskId }) => taskId) ?? train?.train.carriages.map(({ taskId }) => taskId) ?? [];
  return taskIds.flatMap((taskId) => tasks.get(taskId) ?? []);
}
