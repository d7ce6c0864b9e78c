import type { RaceGlance, TaskView } from '../../protocol';

type Member = Pick<TaskView, 'task'>;

/** What a task is called among those that it was started with; null for one that was started alone. */
export function memberName({ task }: Member, races: readonly RaceGlance[]): string | null {
  const { group } = task;
  return group === undefined ? null : (raceOf({ task }, races)?.names[task.id] ?? group.label);
}

/** Whether nobody is to know which racer of a race it is. */
export function isHidden(view: Member, races: readonly RaceGlance[]): boolean {
  return raceOf(view, races)?.isBlind === true;
}

/** The title of a task, which says nothing of who it is while that is hidden. */
export function memberTitle(view: Member, races: readonly RaceGlance[]): string {
  const name = memberName(view, races);
  return name !== null && isHidden(view, races) ? `${sharedTitle(view)} (${name})` : view.task.title;
}

/** What the tasks of a group are about: the title without what distinguishes this one, at its end or, of a sprint, at its beginning. */
export function sharedTitle({ task: { title, group } }: Member): string {
  const [end, beginning] = [` (${group?.label ?? ''})`, `${group?.label ?? ''}: `];
  if (group === undefined) {
    return title;
  }
  if (title.endsWith(end)) {
    return title.slice(0, -end.length);
  }
  return title.startsWith(beginning) ? title.slice(beginning.length) : title;
}

function raceOf({ task }: Member, races: readonly RaceGlance[]): RaceGlance | undefined {
  return races.find(({ groupId }) => groupId === task.group?.groupId);
}
