import { type Group, type Racer, type RacePlan, Task, type TaskGroup } from '../../protocol';
import { slugOf } from '../labels/title';

const maxSlug = 60;
const maxTitle = 120;

/** The task of a racer, as it follows from the journal of its race: made again it is the same. */
export function racerTask(group: Group, { task, cap }: Pick<RacePlan, 'task' | 'cap'>, racer: Racer): Task {
  const { taskId, label, model } = racer;
  return Task.parse({
    ...task,
    id: taskId,
    title: `${task.title.slice(0, maxTitle - label.length - 3)} (${label})`,
    slug: `${task.slug}-${slugOf(label)}`.slice(0, maxSlug).replace(/-$/, ''),
    engine: { kind: 'model', model },
    ...inRace(group, cap, label),
  });
}

/** What every task of a race has: the snapshot, the group, and the budget of all. */
export function inRace(
  { id, kind, point }: Group,
  cap: RacePlan['cap'],
  label: string,
): Pick<Task, 'base' | 'group' | 'sharedBudget'> {
  const group: TaskGroup = { groupId: id, kind, label };
  return { base: { kind: 'point', point }, group, ...(cap === null ? {} : { sharedBudget: { id, budget: cap } }) };
}
