import type { Listing, TaskView } from '../../protocol';
import { localDay } from '../budget/localDay';
import type { Translate } from '../translate';
import { groupLabel, groupOf, groupTasks, isListed, pinnedThenNewest } from '../views/taskGroups';
import { taskFilter } from './taskFilter';

/** In the order they are offered. */
export const groupings: readonly Listing['groupBy'][] = ['status', 'repository', 'day'];

export interface TaskSection {
  /** Stays the same while the section is there. */
  key: string;
  label: string;
  views: TaskView[];
  /** Shown closed until a person opens it: what is out of the way. */
  isAside: boolean;
}

/** The list of agents as a person arranged it. What is archived or discarded stands at the end however the rest is grouped. */
export function taskSections(views: Iterable<TaskView>, { filter, groupBy }: Listing, t: Translate): TaskSection[] {
  const isWanted = taskFilter(filter);
  const shown = [...views].filter((view) => isListed(view) && isWanted(view));
  const aside = shown.filter(isAside);
  const rest = shown.filter((view) => !isAside(view));
  return [...(groupBy === 'status' ? byStatus(rest, t) : byKey(rest, groupBy)), ...byStatus(aside, t)];
}

function isAside(view: TaskView): boolean {
  const group = groupOf(view);
  return group === 'archived' || group === 'discarded';
}

function byStatus(views: readonly TaskView[], t: Translate): TaskSection[] {
  return groupTasks(views).map(({ group, views: members }) => ({
    key: group,
    label: groupLabel(group, t),
    views: members,
    isAside: group === 'archived' || group === 'discarded',
  }));
}

/** Repositories by name, days from the latest. */
function byKey(views: readonly TaskView[], by: 'repository' | 'day'): TaskSection[] {
  const keyOf = (view: TaskView): string =>
    by === 'repository' ? view.task.repos[0].root : localDay(new Date(view.task.createdAt));
  const sections = new Map<string, TaskView[]>();
  [...views].sort(pinnedThenNewest).forEach((view) => {
    const members = sections.get(keyOf(view)) ?? [];
    sections.set(keyOf(view), [...members, view]);
  });
  const label = (key: string): string => (by === 'repository' ? (/[^/\\]+(?=[/\\]*$)/.exec(key)?.[0] ?? key) : key);
  const order = (a: string, b: string): number => (by === 'day' ? (a < b ? 1 : -1) : label(a) < label(b) ? -1 : 1);
  return [...sections]
    .sort(([a], [b]) => order(a, b))
    .map(([key, members]) => ({ key: `${by} ${key}`, label: label(key), views: members, isAside: false }));
}
